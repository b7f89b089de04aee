package dev.videocompilation.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videocompilation.contract.event.VideoCompileCancelled;
import dev.videocompilation.contract.event.VideoCompileFailed;
import dev.videocompilation.contract.event.VideoCompiled;
import dev.videocompilation.contract.event.WebhookEvent;
import dev.videocompilation.contract.event.WebhookEventJson;
import dev.videocompilation.contract.job.JobMessageReader;
import dev.videocompilation.contract.job.JobMessageReading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ContractGuideTest {
    private static final Pattern JSON_BLOCK = Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL);

    @Test
    void messagesShownInTheGuideAreAccepted() throws IOException {
        List<String> messages =
                blocks().stream().filter(json -> json.contains("schemaVersion")).toList();

        assertThat(messages)
                .isNotEmpty()
                .allSatisfy(message -> assertThat(new JobMessageReader().read(message))
                        .isInstanceOf(JobMessageReading.Accepted.class));
    }

    @Test
    void eventsShownInTheGuideAreEvents() throws IOException {
        List<WebhookEvent> events = blocks().stream()
                .filter(json -> json.contains("\"type\": \"video."))
                .map(WebhookEventJson::read)
                .toList();

        assertThat(events).hasAtLeastOneElementOfType(VideoCompiled.class);
        assertThat(events).hasAtLeastOneElementOfType(VideoCompileFailed.class);
        assertThat(events).hasAtLeastOneElementOfType(VideoCompileCancelled.class);
    }

    private static List<String> blocks() throws IOException {
        return JSON_BLOCK
                .matcher(Files.readString(Path.of("../docs/contract.md")))
                .results()
                .map(block -> block.group(1))
                .toList();
    }
}
