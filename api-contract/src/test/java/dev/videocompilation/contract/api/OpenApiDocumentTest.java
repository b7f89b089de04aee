package dev.videocompilation.contract.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.job.OutputFormat;
import dev.videocompilation.contract.job.Quality;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class OpenApiDocumentTest {
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final Map<String, Class<?>> RECORDS = Map.of(
            "CompileRequest", CompileRequest.class,
            "CompileResponse", CompileResponse.class,
            "CompileData", CompileData.class,
            "CompileAccepted", CompileAccepted.class,
            "CancelRequest", CancelRequest.class,
            "ApproveResponse", ApproveResponse.class,
            "JobStatus", JobStatus.class,
            "Problem", Problem.class);

    private final JsonNode document = document();

    @Test
    void isOpenApi31AndSaysThatNothingServesItYet() {
        assertThat(document.get("openapi").asString()).startsWith("3.1.");
        assertThat(document.at("/info/description").asString()).contains("No server of this product implements it yet");
        assertThat(document.get("paths").propertyNames())
                .containsExactlyInAnyOrder(
                        "/api/scripts/{scriptId}/compile",
                        "/api/scripts/{scriptId}/preview",
                        "/api/section-videos/{videoId}/approve",
                        "/api/compile-jobs/{jobId}",
                        "/api/compile-jobs/{jobId}/cancel");
    }

    @Test
    void everyReferenceResolves() {
        List<JsonNode> references = document.findValues("$ref");

        assertThat(references).hasSizeGreaterThan(50).allSatisfy(reference -> {
            assertThat(reference.asString()).startsWith("#/");
            assertThat(document.at(reference.asString().substring(1)).isMissingNode())
                    .as(reference.asString())
                    .isFalse();
        });
    }

    @Test
    void itsExamplesFitItsSchemasAndAreTheRecords() {
        List<JsonNode> contents = contents();
        int examples = 0;
        for (JsonNode content : contents) {
            String reference = content.at("/schema/$ref").asString();
            Class<?> record = RECORDS.get(reference.substring(reference.lastIndexOf('/') + 1));
            assertThat(record).as(reference).isNotNull();
            for (JsonNode example : content.path("examples")) {
                JsonNode value = example.get("value");
                assertThat(violations(reference, value)).as("%s", value).isEmpty();
                assertThat(STRICT.readTree(STRICT.writeValueAsString(STRICT.treeToValue(value, record))))
                        .as("%s", value)
                        .isEqualTo(STRICT.readTree(value.toString()));
                examples++;
            }
        }
        assertThat(examples).isGreaterThanOrEqualTo(12);
    }

    @Test
    void itsEnumsAreTheJavaEnums() {
        assertThat(enumOf("ErrorCode"))
                .containsExactlyElementsOf(
                        Arrays.stream(ErrorCode.values()).map(Enum::name).toList());
        assertThat(enumOf("OutputFormat"))
                .containsExactlyElementsOf(Arrays.stream(OutputFormat.values())
                        .map(OutputFormat::wireName)
                        .toList());
        assertThat(enumOf("Quality"))
                .containsExactlyElementsOf(
                        Arrays.stream(Quality.values()).map(Quality::wireName).toList());
        assertThat(enumOf("JobState"))
                .containsExactlyElementsOf(Arrays.stream(JobStatus.State.values())
                        .map(JobStatus.State::wireName)
                        .toList());
    }

    @Test
    void theSchemasNameTheRecordsComponents() {
        RECORDS.forEach((name, record) -> assertThat(document.at("/components/schemas/" + name + "/properties")
                        .propertyNames())
                .as(name)
                .containsExactlyElementsOf(Arrays.stream(record.getRecordComponents())
                        .map(RecordComponent::getName)
                        .toList()));
    }

    @ParameterizedTest
    @EnumSource
    void everyProblemFitsItsSchema(ErrorCode code) {
        JsonNode problem = STRICT.valueToTree(Problem.of(code, "It happened."));

        assertThat(violations("#/components/schemas/Problem", problem)).isEmpty();
        assertThat(STRICT.treeToValue(problem, Problem.class)).isEqualTo(Problem.of(code, "It happened."));
    }

    @Test
    void aRequestWithNothingInItMeansMp4HighOfEveryApprovedVideo() {
        assertThat(STRICT.readValue("{}", CompileRequest.class))
                .isEqualTo(new CompileRequest(OutputFormat.MP4, Quality.HIGH, List.of(), null, null));
    }

    private List<JsonNode> contents() {
        List<JsonNode> contents = new ArrayList<>();
        document.findValues("content").forEach(content -> content.forEach(contents::add));
        return contents;
    }

    private List<String> enumOf(String schema) {
        return document.at("/components/schemas/" + schema + "/enum").values().stream()
                .map(JsonNode::asString)
                .toList();
    }

    private List<Error> violations(String reference, JsonNode value) {
        ObjectNode schema = STRICT.createObjectNode();
        schema.put("$ref", reference);
        schema.set("components", document.get("components"));
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema)
                .validate(value);
    }

    private static JsonNode document() {
        InputStream yaml = OpenApiDocumentTest.class.getResourceAsStream("/dev/videocompilation/contract/openapi.yaml");
        return new YAMLMapper().readTree(yaml);
    }
}
