package dev.videocompilation.worker.app;

import dev.videocompilation.worker.claim.ClaimSettings;
import dev.videocompilation.worker.ledger.RetrySettings;
import dev.videocompilation.worker.pipeline.StageSettings;
import dev.videocompilation.worker.protection.ProtectionSettings;
import dev.videocompilation.worker.queue.QueueSettings;
import dev.videocompilation.worker.settings.SettingsReader;

/** How jobs are taken, kept and retried. */
record JobSettings(
        QueueSettings queue,
        ClaimSettings claim,
        RetrySettings retry,
        ProtectionSettings protection,
        StageSettings stages) {
    static JobSettings read(SettingsReader reader) {
        QueueSettings queue = QueueSettings.read(reader);
        ClaimSettings claim = ClaimSettings.read(reader);
        queue.check(reader, claim.lease());
        reader.require(
                queue.longPoll().compareTo(SqsClients.readTimeout(queue.receiveVisibility())) < 0,
                "QUEUE_RECEIVE_VISIBILITY, or QUEUE_VISIBILITY where that is shorter, is too short for QUEUE_LONG_POLL: nine tenths of it must be longer, since an answer is waited for so long");
        return new JobSettings(
                queue, claim, RetrySettings.read(reader), ProtectionSettings.read(reader), StageSettings.read(reader));
    }
}
