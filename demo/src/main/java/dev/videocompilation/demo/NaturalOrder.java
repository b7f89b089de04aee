package dev.videocompilation.demo;

import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The order in which people number files: {@code clip2} before {@code clip10}, upper and lower case alike. */
final class NaturalOrder implements Comparator<String>, Serializable {
    private static final long serialVersionUID = 1L;
    private static final Pattern PART = Pattern.compile("[0-9]+|[^0-9]+");

    @Override
    public int compare(String left, String right) {
        List<String> leftParts = parts(left);
        List<String> rightParts = parts(right);
        for (int i = 0; i < Math.min(leftParts.size(), rightParts.size()); i++) {
            int order = comparePart(leftParts.get(i), rightParts.get(i));
            if (order != 0) {
                return order;
            }
        }
        int order = Integer.compare(leftParts.size(), rightParts.size());
        return order != 0 ? order : left.compareTo(right);
    }

    private static List<String> parts(String text) {
        return PART.matcher(text).results().map(MatchResult::group).toList();
    }

    private static int comparePart(String left, String right) {
        if (!isNumber(left) || !isNumber(right)) {
            return left.compareToIgnoreCase(right);
        }
        String leftDigits = withoutLeadingZeros(left);
        String rightDigits = withoutLeadingZeros(right);
        int order = Integer.compare(leftDigits.length(), rightDigits.length());
        return order != 0 ? order : leftDigits.compareTo(rightDigits);
    }

    private static boolean isNumber(String part) {
        return part.charAt(0) >= '0' && part.charAt(0) <= '9';
    }

    private static String withoutLeadingZeros(String digits) {
        return digits.replaceFirst("^0+(?=[0-9])", "");
    }
}
