package dev.videocompilation.worker.ffmpeg;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The filters that turn pictures as a display matrix asks for (ISO/IEC 14496-12, 8.3.2), where it asks for quarter turns and mirroring. ffmpeg
 * itself turns ahead of every other filter, which mixes the fields of interlaced pictures.
 */
final class UprightTurn {
    private static final int NUMBERS = 9;

    private UprightTurn() {}

    /** @param displayMatrix nine numbers parted by spaces; empty where there is none */
    static Optional<List<String>> filters(String displayMatrix) {
        String[] numbers = displayMatrix.split(" ", -1);
        if (numbers.length != NUMBERS) {
            return Optional.empty();
        }
        long a = sign(numbers[0]);
        long b = sign(numbers[1]);
        long c = sign(numbers[3]);
        long d = sign(numbers[4]);
        if (a == 0 && d == 0 && b != 0 && c != 0) {
            return Optional.of(List.of(
                    "transpose=" + (b < 0 ? c < 0 ? "clock_flip" : "cclock" : c > 0 ? "cclock_flip" : "clock")));
        }
        if (b == 0 && c == 0 && a != 0 && d != 0) {
            List<String> mirrors = new ArrayList<>();
            if (a < 0) {
                mirrors.add("hflip");
            }
            if (d < 0) {
                mirrors.add("vflip");
            }
            return Optional.of(mirrors);
        }
        return Optional.empty();
    }

    private static long sign(String number) {
        try {
            return Long.signum(Long.parseLong(number));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
