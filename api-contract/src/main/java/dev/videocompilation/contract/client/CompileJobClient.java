package dev.videocompilation.contract.client;

import dev.videocompilation.contract.client.JobAcceptance.Outcome;
import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.job.CompileJob;
import dev.videocompilation.contract.job.JobMessage;
import dev.videocompilation.contract.job.JobMessageReader;
import dev.videocompilation.contract.job.JobMessageReading;
import java.sql.SQLException;
import java.util.Objects;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * Hands compile jobs to the workers: commits the job's row, which is the acceptance, then sends its message. Thread-safe;
 * build one and keep it. It closes neither the data source nor the SQS client.
 */
public final class CompileJobClient {
    private static final Logger LOG = LoggerFactory.getLogger(CompileJobClient.class);

    private final JobMessageReader reader = new JobMessageReader();
    private final JobAcceptance acceptance;
    private final SqsClient sqs;
    private final String queueUrl;

    /**
     * @param dataSource the database that holds the schema {@code video_compilation}. Its user needs SELECT and INSERT
     *     on {@code compile_jobs}. Its connections may be in autocommit mode or not and are left as they were found
     * @param sqs the caller's client; its retry mode and timeouts apply ({@code standard} with 3 attempts is advised)
     * @param queueUrl the address of the workers' queue, a standard queue
     */
    public CompileJobClient(DataSource dataSource, SqsClient sqs, String queueUrl) {
        this.acceptance = new JobAcceptance(dataSource);
        this.sqs = Objects.requireNonNull(sqs, "sqs");
        this.queueUrl = Objects.requireNonNull(queueUrl, "queueUrl");
    }

    /**
     * Hands over a job. Calling this again with the same job is always safe: the job is done once. (The same job: equal
     * in everything but {@code requestedAt} and {@code traceparent}.) The message is sent again only while the job is
     * {@code queued}.
     *
     * <p>Do not call it inside a transaction that the data source shares with its caller: the commit is the acceptance,
     * and a message must not overtake it.
     *
     * @throws JobRefusedException if the job is not valid, or uses what is not supported yet
     * @throws JobIdConflictException if its id is taken by a job with other content
     * @throws EnqueueFailedException if the database did not confirm the job's row
     * @throws EnqueueIncompleteException if the job is accepted but its message could not be sent
     */
    public EnqueuedJob enqueue(CompileJob job) {
        JobMessage message = valid(job);
        Outcome outcome = accept(message);
        switch (outcome) {
            case ID_CONFLICT -> throw new JobIdConflictException(job.jobId());
            case ACCEPTED, ALREADY_QUEUED -> send(message);
            case ALREADY_STARTED -> LOG.debug("Job {} has started or ended already; nothing is sent.", job.jobId());
        }
        return new EnqueuedJob(job.jobId(), outcome == Outcome.ACCEPTED);
    }

    private JobMessage valid(CompileJob job) {
        JobMessageReading reading = reader.read(JobMessage.of(job).json());
        if (reading instanceof JobMessageReading.Accepted accepted) {
            return accepted.message();
        }
        if (reading instanceof JobMessageReading.NotSupportedYet reserved) {
            String fields = String.join(", ", reserved.fields());
            throw new JobRefusedException(job.jobId(), ErrorCode.NOT_SUPPORTED_YET, fields + " not supported yet");
        }
        if (reading instanceof JobMessageReading.Malformed malformed) {
            throw new JobRefusedException(job.jobId(), malformed.code(), malformed.detail());
        }
        throw new IllegalStateException("This version reads what it writes, yet: " + reading);
    }

    private Outcome accept(JobMessage message) {
        try {
            return acceptance.accept(message);
        } catch (SQLException e) {
            throw new EnqueueFailedException(message.job().jobId(), e);
        }
    }

    private void send(JobMessage message) {
        SendMessageRequest.Builder request =
                SendMessageRequest.builder().queueUrl(queueUrl).messageBody(message.json());
        // On a standard queue the group makes SQS share the workers fairly among users; it orders nothing.
        message.job().userId().ifPresent(request::messageGroupId);
        try {
            sqs.sendMessage(request.build());
        } catch (QueueDoesNotExistException e) {
            throw new EnqueueIncompleteException(message.job().jobId(), ErrorCode.QUEUE_NOT_FOUND, e);
        } catch (RuntimeException e) {
            // Not only SdkException: a client that was closed throws IllegalStateException, and the row stands.
            throw new EnqueueIncompleteException(message.job().jobId(), ErrorCode.QUEUE_UNAVAILABLE, e);
        }
    }
}
