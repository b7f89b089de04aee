package dev.videocompilation.worker.isobmff;

/** The two forms of a movie's boxes. They hold the same samples under the same tables, and differ in what describes them. */
public enum MovieForm {
    /** ISO/IEC 14496-12 and 14496-14. */
    MP4,
    /** Apple's QuickTime File Format: media and data handlers, and sound described in its own way. */
    QUICKTIME
}
