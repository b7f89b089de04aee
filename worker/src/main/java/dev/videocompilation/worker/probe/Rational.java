package dev.videocompilation.worker.probe;

/**
 * An exact fraction, for times in seconds, time bases and frame rates. Always in lowest terms with a positive denominator.
 * Arithmetic that would leave 64 bits throws {@link ArithmeticException} rather than round.
 *
 * @param numerator the numerator
 * @param denominator the denominator, at least 1
 */
public record Rational(long numerator, long denominator) implements Comparable<Rational> {
    public static final Rational ZERO = new Rational(0, 1);

    public Rational {
        if (denominator == 0) {
            throw new ArithmeticException("a fraction with denominator 0");
        }
        long divisor = gcd(Math.absExact(numerator), Math.absExact(denominator));
        long sign = denominator < 0 ? -1 : 1;
        numerator = sign * (numerator / divisor);
        denominator = sign * (denominator / divisor);
    }

    public static Rational of(long whole) {
        return new Rational(whole, 1);
    }

    public Rational plus(Rational other) {
        long divisor = gcd(denominator, other.denominator);
        long scale = other.denominator / divisor;
        return new Rational(
                Math.addExact(
                        Math.multiplyExact(numerator, scale),
                        Math.multiplyExact(other.numerator, denominator / divisor)),
                Math.multiplyExact(denominator, scale));
    }

    public Rational minus(Rational other) {
        return plus(new Rational(Math.negateExact(other.numerator), other.denominator));
    }

    public Rational times(Rational other) {
        Rational left = new Rational(numerator, other.denominator);
        Rational right = new Rational(other.numerator, denominator);
        return new Rational(
                Math.multiplyExact(left.numerator, right.numerator),
                Math.multiplyExact(left.denominator, right.denominator));
    }

    public Rational times(long factor) {
        return times(of(factor));
    }

    /** One over this. */
    public Rational inverse() {
        return of(1).over(this);
    }

    public Rational over(Rational other) {
        long inverted = other.denominator;
        return times(new Rational(inverted, other.numerator));
    }

    public Rational abs() {
        return numerator < 0 ? new Rational(Math.negateExact(numerator), denominator) : this;
    }

    /** The nearest whole number, halves away from zero for positive values. */
    public long round() {
        return Math.floorDiv(
                Math.addExact(Math.multiplyExact(numerator, 2), denominator), Math.multiplyExact(denominator, 2));
    }

    public double toDouble() {
        return (double) numerator / denominator;
    }

    @Override
    public int compareTo(Rational other) {
        return Long.signum(minus(other).numerator);
    }

    /** {@code 30000/1001}, or the whole number alone. */
    @Override
    public String toString() {
        return denominator == 1 ? Long.toString(numerator) : numerator + "/" + denominator;
    }

    private static long gcd(long a, long b) {
        while (b != 0) {
            long rest = a % b;
            a = b;
            b = rest;
        }
        return Math.max(a, 1);
    }
}
