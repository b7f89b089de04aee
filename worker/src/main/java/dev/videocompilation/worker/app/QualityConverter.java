package dev.videocompilation.worker.app;

import dev.videocompilation.contract.job.Quality;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a quality by the name that the contract has for it. */
final class QualityConverter implements ITypeConverter<Quality> {
    @Override
    public Quality convert(String text) {
        try {
            return Quality.ofWireName(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + text + "' is not one of high, medium, low");
        }
    }
}
