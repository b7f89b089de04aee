package dev.videocompilation.worker.ffmpeg;

import dev.videocompilation.worker.probe.VideoStream;
import dev.videocompilation.worker.probe.VideoStream.Colour;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The filters that bring a clip's colours to the target's, and tag them so. What a clip does not tell is taken for what players take
 * it for: BT.709 from 720 lines on, BT.601 below, limited range.
 */
final class ColourFit {
    private static final int HD_LINES = 720;
    private static final String UNKNOWN = "unknown";
    /** The brightness of white where HDR becomes SDR, in cd/m² (ITU-R BT.2408: 203). */
    private static final int REFERENCE_WHITE = 203;

    /** ffmpeg's names, and zscale's for the same. */
    private static final Map<String, String> MATRICES = Map.of(
            "bt709", "709", "smpte170m", "170m", "bt470bg", "470bg", "bt2020nc", "2020_ncl", "smpte240m", "240m");

    private static final Map<String, String> TRANSFERS = Map.of(
            "bt709",
            "709",
            "smpte170m",
            "601",
            "bt470bg",
            "470bg",
            "bt470m",
            "470m",
            "iec61966-2-1",
            "iec61966-2-1",
            "bt2020-10",
            "2020_10",
            "smpte2084",
            "smpte2084",
            "arib-std-b67",
            "arib-std-b67",
            "linear",
            "linear",
            "smpte240m",
            "240m");

    private static final Map<String, String> PRIMARIES = Map.of(
            "bt709",
            "709",
            "smpte170m",
            "170m",
            "bt470bg",
            "470bg",
            "bt470m",
            "470m",
            "bt2020",
            "2020",
            "smpte240m",
            "240m",
            "smpte432",
            "smpte432");

    private ColourFit() {}

    /** The filters, none where the colours are the target's already but for their tags. */
    static List<String> filters(VideoStream video, int targetLines, Colour target, String pixelFormat) {
        Colour from = assumed(video.colour(), video.height());
        Colour to = assumed(target, targetLines);
        List<String> filters = new ArrayList<>();
        if (!from.equals(to)) {
            String told = "min=%s:tin=%s:pin=%s:rin=%s"
                    .formatted(
                            MATRICES.getOrDefault(from.matrix(), "709"),
                            TRANSFERS.getOrDefault(from.transfer(), "709"),
                            PRIMARIES.getOrDefault(from.primaries(), "709"),
                            range(from));
            if (from.isHighDynamicRange() && !to.isHighDynamicRange()) {
                filters.add("zscale=%s:t=linear:npl=%d".formatted(told, REFERENCE_WHITE));
                filters.add("format=gbrpf32le");
                filters.add("zscale=p=" + PRIMARIES.getOrDefault(to.primaries(), "709"));
                filters.add("tonemap=tonemap=hable:desat=0");
                told = "tin=linear:rin=full";
            }
            filters.add("zscale=%s:m=%s:t=%s:p=%s:r=%s"
                    .formatted(
                            told,
                            MATRICES.getOrDefault(to.matrix(), "709"),
                            TRANSFERS.getOrDefault(to.transfer(), "709"),
                            PRIMARIES.getOrDefault(to.primaries(), "709"),
                            range(to)));
        }
        filters.add("format=" + pixelFormat);
        filters.add("setparams=range=%s:color_primaries=%s:color_trc=%s:colorspace=%s"
                .formatted(target.range(), target.primaries(), target.transfer(), target.matrix()));
        return filters;
    }

    private static String range(Colour colour) {
        return colour.range().equals("pc") ? "full" : "limited";
    }

    private static Colour assumed(Colour told, int lines) {
        String usual = lines >= HD_LINES ? "bt709" : "smpte170m";
        return new Colour(
                told.range().equals(UNKNOWN) ? "tv" : told.range(),
                told.matrix().equals(UNKNOWN) ? usual : told.matrix(),
                told.transfer().equals(UNKNOWN) ? usual : told.transfer(),
                told.primaries().equals(UNKNOWN) ? usual : told.primaries());
    }
}
