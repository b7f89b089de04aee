package dev.videocompilation.worker.ffmpeg;

import dev.videocompilation.worker.probe.VideoStream;
import dev.videocompilation.worker.probe.VideoStream.Colour;
import java.util.ArrayList;
import java.util.List;

/**
 * The filters that bring a clip's colours to the target's, and tag them so. What a clip does not tell is taken for what players take
 * it for.
 */
final class ColourFit {
    /** The white of what HDR shows, in cd/m² (ITU-R BT.2408: 203); the tone mapping leaves it some three quarters of SDR's range. */
    private static final int REFERENCE_WHITE = 203;

    private static final String UNKNOWN = "unknown";
    /** What HDR is mastered to, as a rule, in cd/m²: where SDR is to have its white from there on. */
    private static final int PEAK = 1_000;

    private ColourFit() {}

    /** The filters, none where the colours are the target's already but for their tags. */
    static List<String> filters(VideoStream video, int targetLines, Colour target, String pixelFormat) {
        Colour from = assumed(video.colour(), video.height());
        Colour to = assumed(target, targetLines);
        List<String> filters = new ArrayList<>();
        if (!from.equals(to)) {
            String told = "min=%s:tin=%s:pin=%s:rin=%s"
                    .formatted(from.matrix(), from.transfer(), from.primaries(), range(from));
            if (from.isHighDynamicRange() && !to.isHighDynamicRange()) {
                filters.add("zscale=%s:t=linear:npl=%d".formatted(told, REFERENCE_WHITE));
                filters.add("format=gbrpf32le");
                filters.add("zscale=p=" + to.primaries());
                filters.add("tonemap=tonemap=hable:desat=0:peak=%.3f".formatted((double) PEAK / REFERENCE_WHITE));
                told = "tin=linear:rin=full";
            }
            filters.add("zscale=%s:m=%s:t=%s:p=%s:r=%s"
                    .formatted(told, to.matrix(), to.transfer(), to.primaries(), range(to)));
        }
        filters.add("format=" + pixelFormat);
        filters.add(tags(target));
        return filters;
    }

    /** The filter that tags pictures with colours, and changes none. */
    static String tags(Colour colour) {
        return "setparams=range=%s:color_primaries=%s:color_trc=%s:colorspace=%s"
                .formatted(colour.range(), colour.primaries(), colour.transfer(), colour.matrix());
    }

    private static String range(Colour colour) {
        return colour.range().equals("pc") ? "full" : "limited";
    }

    private static Colour assumed(Colour told, int lines) {
        Colour usual = Colour.usual(lines);
        return new Colour(
                told.range().equals("pc") ? "pc" : usual.range(),
                told.matrix().equals(UNKNOWN) ? usual.matrix() : told.matrix(),
                told.transfer().equals(UNKNOWN) ? usual.transfer() : told.transfer(),
                told.primaries().equals(UNKNOWN) ? usual.primaries() : told.primaries());
    }
}
