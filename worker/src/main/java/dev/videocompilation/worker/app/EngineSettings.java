package dev.videocompilation.worker.app;

import dev.videocompilation.worker.binaries.FfmpegSettings;
import dev.videocompilation.worker.ffmpeg.JoinSettings;
import dev.videocompilation.worker.probe.ProbeSettings;
import dev.videocompilation.worker.settings.SettingsReader;
import dev.videocompilation.worker.verify.VerifySettings;

/** The settings that joining local files needs. */
record EngineSettings(FfmpegSettings ffmpeg, ProbeSettings probe, JoinSettings join, VerifySettings verify) {
    static EngineSettings read(SettingsReader reader) {
        return new EngineSettings(
                FfmpegSettings.read(reader),
                ProbeSettings.read(reader),
                JoinSettings.read(reader),
                VerifySettings.read(reader));
    }
}
