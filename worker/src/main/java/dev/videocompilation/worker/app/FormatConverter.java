package dev.videocompilation.worker.app;

import dev.videocompilation.contract.job.OutputFormat;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a format by the name that the contract has for it. */
final class FormatConverter implements ITypeConverter<OutputFormat> {
    @Override
    public OutputFormat convert(String text) {
        try {
            return OutputFormat.ofWireName(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + text + "' is not one of mp4, mov, webm, mkv, avi");
        }
    }
}
