package dev.videocompilation.worker.plan;

/** What pictures of a final file are encoded as, where they cannot be copied. */
public enum PictureCodec {
    H264("H.264", "h264", "CRF", 0.04),
    VP9("VP9", "vp9", "CRF", 0.03),
    MPEG4("MPEG-4 part 2", "mpeg4", "quantiser", 0.08);

    private final String title;
    private final String ffmpegName;
    private final String scale;
    private final double leastBitsPerPixel;

    PictureCodec(String title, String ffmpegName, String scale, double leastBitsPerPixel) {
        this.title = title;
        this.ffmpegName = ffmpegName;
        this.scale = scale;
        this.leastBitsPerPixel = leastBitsPerPixel;
    }

    /** As it reads in a sentence. */
    public String title() {
        return title;
    }

    /** The codec's name in ffprobe's words. */
    public String ffmpegName() {
        return ffmpegName;
    }

    /** What its constant quality is told in: a constant rate factor or a quantiser. */
    String scale() {
        return scale;
    }

    /** Below so many bits for each pixel of each frame, smaller pictures look better than coarse ones. */
    double leastBitsPerPixel() {
        return leastBitsPerPixel;
    }
}
