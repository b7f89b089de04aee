package dev.videocompilation.worker.captions;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** From bytes to lines: UTF-8, or UTF-16 where a byte order mark says so. Another encoding is refused, for guessing would garble the text. */
final class CaptionsEncoding {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private CaptionsEncoding() {}

    /** The lines without their ends, which are LF, CR LF or CR. */
    static List<String> lines(byte[] content) {
        String text = decode(content, charset(content));
        if (!text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) {
            text = text.substring(1);
        }
        int zero = text.indexOf('\0');
        if (zero >= 0) {
            throw CaptionsReader.unreadable(
                    "line %d of the captions holds a zero, which no text has: save the file as UTF-8"
                            .formatted(line(text.substring(0, zero))));
        }
        return List.of(text.split("\r\n|\n|\r", -1));
    }

    private static Charset charset(byte[] content) {
        if (content.length >= 2 && content[0] == (byte) 0xFF && content[1] == (byte) 0xFE) {
            return StandardCharsets.UTF_16LE;
        }
        if (content.length >= 2 && content[0] == (byte) 0xFE && content[1] == (byte) 0xFF) {
            return StandardCharsets.UTF_16BE;
        }
        return StandardCharsets.UTF_8;
    }

    private static String decode(byte[] content, Charset charset) {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        CharBuffer decoded = CharBuffer.allocate(content.length + 1);
        CoderResult result = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(bytes, decoded, true);
        String text = decoded.flip().toString();
        try {
            if (result.isError()) {
                result.throwException();
            }
        } catch (CharacterCodingException e) {
            throw CaptionsReader.unreadable(
                    "line %d of the captions is not %s: save the file as UTF-8".formatted(line(text), charset.name()));
        }
        return text;
    }

    /** The number of the line on which a text ends, from 1. */
    private static int line(String text) {
        return text.split("\r\n|\n|\r", -1).length;
    }
}
