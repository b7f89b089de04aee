package dev.videocompilation.worker.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.videocompilation.worker.settings.InvalidSettingsException;
import dev.videocompilation.worker.settings.SettingsReader;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSettingsTest {
    @Test
    void defaultsToPublicReceiversAndNoSecret() {
        WebhookSettings settings = WebhookSettings.read(new SettingsReader(Map.of()));

        assertThat(settings.allowLocalTargets()).isFalse();
        assertThat(settings.pollInterval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(15));
        assertThat(settings.secrets().hasSecretFor("hooks.example.com")).isFalse();
    }

    @Test
    void refusesTimesThatWouldSpinOrOutlastTheLease() {
        SettingsReader reader = new SettingsReader(Map.of("WEBHOOK_TIMEOUT", "31s", "WEBHOOK_POLL_INTERVAL", "0s"));
        WebhookSettings.read(reader);

        assertThatThrownBy(reader::finish)
                .isInstanceOfSatisfying(
                        InvalidSettingsException.class,
                        e -> assertThat(e.problems())
                                .containsExactly(
                                        "WEBHOOK_POLL_INTERVAL=0s must be at least 1 ms",
                                        "WEBHOOK_TIMEOUT must be longer than nothing and at most 30s"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "whsec_",
                "whsec_c2hvcnQ=",
                "whsec_!!!!",
                "hooks.example.com:8443=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "https://hooks.example.com=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
            })
    void namesAWrongSecretByItsPositionOnly(String wrong) {
        SettingsReader reader = new SettingsReader(Map.of(WebhookSecrets.SETTING, TestSecrets.NEW + ", " + wrong));
        WebhookSettings.read(reader);

        assertThatThrownBy(reader::finish)
                .hasMessage("WEBHOOK_SECRETS: entry 2 must be whsec_… or host=whsec_… with 24 to 64 bytes in base64");
        assertThat(reader.effectiveValues()).containsEntry(WebhookSecrets.SETTING, "***");
    }

    @Test
    void usesAHostsOwnSecretsBeforeTheDefault() {
        WebhookSecrets secrets = TestSecrets.of(TestSecrets.OLD + ",Hooks.example.com=" + TestSecrets.NEW);
        String byDefault = secrets.sign("other.example.com", "msg_1", 1_700_000_000, "{}");
        String own = secrets.sign("hooks.example.com", "msg_1", 1_700_000_000, "{}");

        assertThat(own).isNotEqualTo(byDefault).startsWith("v1,").doesNotContain(" ");
        assertThat(secrets.sign("HOOKS.example.com.", "msg_1", 1_700_000_000, "{}"))
                .isEqualTo(own);
        assertThat(TestSecrets.of("hooks.example.com=" + TestSecrets.NEW).hasSecretFor("other.example.com"))
                .isFalse();
    }

    @Test
    void signsWithEverySecretOfARotationInTheirOrder() {
        String rotation =
                TestSecrets.of(TestSecrets.NEW + "," + TestSecrets.OLD).sign("any", "msg_1", 1, "{}");

        assertThat(rotation)
                .isEqualTo(TestSecrets.of(TestSecrets.NEW).sign("any", "msg_1", 1, "{}") + " "
                        + TestSecrets.of(TestSecrets.OLD).sign("any", "msg_1", 1, "{}"));
    }

    @Test
    void signsAsTheStandardsPublishedExampleDoes() {
        // https://github.com/standard-webhooks/standard-webhooks, the test vector of the libraries.
        String signature = TestSecrets.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                .sign("any", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, "{\"test\": 2432232314}");

        assertThat(signature).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
