package dev.videocompilation.worker.publish;

/** How an upload ended that did not fail. */
enum UploadEnding {
    /** The object is the one that was sent. */
    STORED,
    /** An object stands at the key already: an earlier attempt's whose answer was lost, or a stranger. */
    KEY_TAKEN,
    /** Something else happened to the key meanwhile; all of it must be sent again. */
    CONFLICT
}
