package dev.videocompilation.contract.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class JobMessageSchemaTest {
    private final JsonNode schema = schema();

    @Test
    void isAValidSchemaOf2020Dash12() {
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"))
                        .validate(schema))
                .isEmpty();
    }

    @Test
    void itsExamplesAreAccepted() {
        assertThat(schema.get("examples").values())
                .isNotEmpty()
                .allSatisfy(example -> assertThat(new JobMessageReader().read(example.toString()))
                        .isInstanceOf(JobMessageReading.Accepted.class));
    }

    @Test
    void theExamplesOfItsFieldsAreAccepted() {
        schema.get("properties")
                .properties()
                .forEach(field -> field.getValue()
                        .path("examples")
                        .forEach(example -> assertThat(
                                        new JobMessageReader().read(smallestWith(field.getKey(), example)))
                                .as(field.getKey())
                                .isInstanceOf(
                                        ReservedOptions.NAMES.contains(field.getKey())
                                                ? JobMessageReading.NotSupportedYet.class
                                                : JobMessageReading.Accepted.class)));
    }

    @Test
    void everyFieldIsDescribedAndTheReservedOnesSaySo() {
        assertThat(schema.get("properties").values())
                .allSatisfy(field ->
                        assertThat(field.path("description").asString()).endsWith("."));
        assertThat(schema.get("properties").properties().stream()
                        .filter(field ->
                                field.getValue().get("description").asString().contains("Reserved, "))
                        .map(Map.Entry::getKey))
                .containsExactlyElementsOf(ReservedOptions.NAMES);
    }

    @Test
    void itsFormatsAndQualitiesAreTheEnums() {
        JsonNode output = schema.at("/properties/output/properties");

        assertThat(output.at("/format/enum").values())
                .extracting(JsonNode::asString)
                .containsExactlyElementsOf(Arrays.stream(OutputFormat.values())
                        .map(OutputFormat::wireName)
                        .toList());
        assertThat(output.at("/quality/enum").values())
                .extracting(JsonNode::asString)
                .containsExactlyElementsOf(
                        Arrays.stream(Quality.values()).map(Quality::wireName).toList());
    }

    @Test
    void itsTransitionsAreTheEnum() {
        assertThat(schema.at("/$defs/transitionType/enum").values())
                .extracting(JsonNode::asString)
                .containsExactlyElementsOf(Arrays.stream(TransitionType.values())
                        .map(TransitionType::wireName)
                        .toList());
    }

    private String smallestWith(String field, JsonNode value) {
        ObjectNode message = (ObjectNode) schema.get("examples").get(0).deepCopy();
        message.set(field, value);
        return message.toString();
    }

    private static JsonNode schema() {
        InputStream json = JobMessageSchemaTest.class.getResourceAsStream(
                "/dev/videocompilation/contract/schema/compile-job.v1.schema.json");
        return JsonMapper.shared().readTree(json);
    }
}
