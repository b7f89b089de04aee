package dev.videocompilation.worker.testmedia;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** What a clip for a test is like; {@link #file()} makes it unless it has been made before. */
public final class TestClip {
    private final Map<String, String> facts = new TreeMap<>();
    private final List<String> muxing = new ArrayList<>();

    TestClip(double seconds) {
        facts.put("seconds", Double.toString(seconds));
    }

    public TestClip size(int width, int height) {
        return with("size", width + "x" + height);
    }

    /** Frames per second, such as {@code 30000/1001}. */
    public TestClip fps(String fps) {
        return with("fps", fps);
    }

    /** Another picture and another pitch. */
    public TestClip variant(int variant) {
        return with("variant", Integer.toString(variant));
    }

    public TestClip sampleRateHz(int sampleRateHz) {
        return with("sampleRate", Integer.toString(sampleRateHz));
    }

    public TestClip channels(int channels) {
        return with("channels", Integer.toString(channels));
    }

    public TestClip audioKbps(int kbps) {
        return with("audioKbps", Integer.toString(kbps));
    }

    /** How long the sound lasts, where it is not as long as the pictures. */
    public TestClip audioSeconds(double seconds) {
        return with("audioSeconds", Double.toString(seconds));
    }

    public TestClip withoutAudio() {
        return with("audio", "no");
    }

    /** A steady tone rather than a rising one. */
    public TestClip steadyTone() {
        return with("sound", "steady");
    }

    public TestClip silent() {
        return with("sound", "silent");
    }

    /** An AAC encoder or {@code libmp3lame}. */
    public TestClip audioCodec(String encoder) {
        return with("audioCodec", encoder);
    }

    public TestClip hevc() {
        return with("codec", "libx265");
    }

    /** Any encoder of ffmpeg. */
    public TestClip codec(String encoder) {
        return with("codec", encoder);
    }

    public TestClip sampleEntry(String tag) {
        return with("tag", tag);
    }

    public TestClip pixelFormat(String pixelFormat) {
        return with("pixelFormat", pixelFormat);
    }

    public TestClip sampleAspect(String ratio) {
        return with("sar", ratio);
    }

    /** A colour space that stands for matrix, transfer and primaries, such as {@code bt709}. */
    public TestClip colour(String space) {
        return with("colour", space);
    }

    public TestClip bFrames(int count) {
        return with("bFrames", Integer.toString(count));
    }

    /** Frames from one key frame to the next. */
    public TestClip gop(int frames) {
        return with("gop", Integer.toString(frames));
    }

    public TestClip profile(String profile) {
        return with("profile", profile);
    }

    /** Pictures may refer to the group before theirs, past the key frame. */
    public TestClip openGroups() {
        return bFrames(3).muxed("-x264-params", "open-gop=1:b-adapt=0");
    }

    /** Two fields in each frame, the upper one first; they show the same moment. */
    public TestClip interlaced() {
        return muxed("-flags", "+ildct+ilme", "-x264-params", "tff=1");
    }

    /** By which the pictures refer to their parameter sets; 0 where nothing is said. */
    public TestClip parameterSetId(int id) {
        return muxed("-x264-params", "sps-id=" + id);
    }

    public TestClip timescale(int ticksPerSecond) {
        return muxed("-video_track_timescale", Integer.toString(ticksPerSecond));
    }

    public TestClip fragmented() {
        return muxed("-movflags", "+frag_keyframe+empty_moov");
    }

    /** The priming is not hidden and delays the sound. */
    public TestClip withoutEditList() {
        return muxed("-use_editlist", "0");
    }

    /** Presented at varying intervals of one to three ticks. */
    public TestClip variableFrameRate() {
        return with("vfr", "yes");
    }

    TestClip flashAndBeep() {
        return with("sound", "beep");
    }

    private TestClip with(String fact, String value) {
        facts.put(fact, value);
        return this;
    }

    private TestClip muxed(String... arguments) {
        muxing.addAll(List.of(arguments));
        return this;
    }

    /** Makes the clip. */
    public Path file() {
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("-f", "lavfi", "-i", picture()));
        boolean audio = fact("audio", "yes").equals("yes");
        if (audio) {
            arguments.addAll(List.of("-f", "lavfi", "-i", sound()));
        }
        arguments.addAll(videoCoding());
        if (audio) {
            arguments.addAll(List.of("-c:a", fact("audioCodec", "aac"), "-b:a", fact("audioKbps", "96") + "k"));
        }
        arguments.addAll(muxing);
        String name =
                UUID.nameUUIDFromBytes(arguments.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8)) + ".mp4";
        return TestMedia.cached(name, output -> {
            List<String> all = new ArrayList<>(arguments);
            all.add(output.toString());
            return all;
        });
    }

    /** The clip at the same rotation as a phone would write it. */
    public Path rotated(int degrees) {
        Path upright = file();
        return TestMedia.cached(
                "rotated-" + degrees + "-" + upright.getFileName(),
                output -> List.of(
                        "-display_rotation",
                        Integer.toString(degrees),
                        "-i",
                        upright.toString(),
                        "-c",
                        "copy",
                        output.toString()));
    }

    /** The clip from a place on that is no key frame: its edit list hides the frames from the key frame to there. */
    public Path cutInsideGroup(double fromSeconds) {
        Path whole = file();
        return TestMedia.cached(
                "cut-%.2f-%s".formatted(fromSeconds, whole.getFileName()),
                output -> List.of(
                        "-ss", Double.toString(fromSeconds), "-i", whole.toString(), "-c", "copy", output.toString()));
    }

    private String picture() {
        String source = "s=%s:r=%s:d=%s".formatted(fact("size", "160x90"), fact("fps", "30"), fact("seconds", "1"));
        String filters = fact("sound", "").equals("beep")
                ? "color=c=black:%s,drawbox=w=iw:h=ih:c=white:t=fill:enable='lt(t,0.034)+between(t,2.499,2.534)'"
                : "testsrc2=%s,hue=h=" + 37 * Integer.parseInt(fact("variant", "0"));
        String shown = filters.formatted(source) + ",setsar=" + fact("sar", "1/1");
        if (facts.containsKey("colour")) {
            String space = fact("colour", "");
            shown += ",setparams=range=tv:colorspace=%s:color_trc=%s:color_primaries=%s".formatted(space, space, space);
        }
        return fact("vfr", "no").equals("yes") ? shown + ",settb=1/1000,setpts='N*33+mod(N,3)*11'" : shown;
    }

    private String sound() {
        int variant = Integer.parseInt(fact("variant", "0"));
        String wave = switch (fact("sound", "rising")) {
            case "beep" ->
                "0.6*sin(2*PI*1000*t)*(lt(t,0.05)+between(t,2.5,2.55))+0.05*sin(2*PI*%d*t)"
                        .formatted(300 + 37 * variant);
            case "steady" -> "0.4*sin(2*PI*%d*t)".formatted(400 + 61 * variant);
            case "silent" -> "0*t";
            default -> "0.4*sin(2*PI*(%d*t+%d*t*t))".formatted(300 + 61 * variant, 150 + 37 * variant);
        };
        int channels = Integer.parseInt(fact("channels", "2"));
        String waves = String.join("|", java.util.Collections.nCopies(channels, wave));
        return String.format(
                Locale.ROOT,
                "aevalsrc='%s':s=%s:d=%s",
                waves,
                fact("sampleRate", "48000"),
                fact("audioSeconds", fact("seconds", "1")));
    }

    private List<String> videoCoding() {
        List<String> arguments = new ArrayList<>();
        String codec = fact("codec", "libx264");
        arguments.addAll(List.of("-c:v", codec, "-pix_fmt", fact("pixelFormat", "yuv420p"), "-threads", "1"));
        arguments.addAll(List.of("-g", fact("gop", "15"), "-bf", fact("bFrames", "0")));
        switch (codec) {
            case "libx264" -> arguments.addAll(List.of("-preset", "ultrafast"));
            case "libx265" ->
                arguments.addAll(List.of(
                        "-preset",
                        "ultrafast",
                        "-x265-params",
                        "log-level=none:pools=none:frame-threads=1:open-gop=0",
                        "-tag:v",
                        fact("tag", "hvc1")));
            default -> arguments.addAll(List.of("-q:v", "5"));
        }
        if (facts.containsKey("profile")) {
            arguments.addAll(List.of("-profile:v", fact("profile", "")));
        }
        if (facts.containsKey("vfr")) {
            arguments.addAll(List.of("-fps_mode", "passthrough", "-enc_time_base", "1/1000"));
        }
        return arguments;
    }

    private String fact(String name, String fallback) {
        return facts.getOrDefault(name, fallback);
    }
}
