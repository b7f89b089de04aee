package dev.videocompilation.worker.protection;

import java.time.Duration;
import java.util.Optional;

/** Outside of ECS: nobody scales in, and nobody is asked. */
final class AlwaysHeld implements ScaleInProtection {
    @Override
    public boolean take(Duration wait) {
        return true;
    }

    @Override
    public boolean held() {
        return true;
    }

    @Override
    public Optional<Duration> giveBackAfter(Duration idle) {
        return Optional.empty();
    }

    @Override
    public void close() {}
}
