package dev.videocompilation.worker.ffmpeg;

import dev.videocompilation.worker.probe.ProbedClip;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * What one ffmpeg is run for.
 *
 * @param doing as it follows "while"
 * @param arguments of ffmpeg
 * @param output the name of the file that is made
 * @param mostBytes of any file that it writes
 * @param read what it decodes, as it follows "has"
 * @param clipOfInput which clip an input is
 */
record FfmpegTask(
        String doing,
        List<String> arguments,
        String output,
        long mostBytes,
        String read,
        IntFunction<Optional<ProbedClip>> clipOfInput) {}
