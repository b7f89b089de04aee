package dev.videocompilation.worker.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RationalTest {
    private static final int ROUNDS = 5_000;

    private final Random random = new Random(7);

    @Test
    void isInLowestTermsWithAPositiveDenominator() {
        assertThat(new Rational(6, -4)).isEqualTo(new Rational(-3, 2)).hasToString("-3/2");
        assertThat(new Rational(0, -7)).isEqualTo(Rational.ZERO).hasToString("0");
        assertThat(new Rational(30_000, 1_001)).hasToString("30000/1001");
    }

    @Test
    void calculatesAsWholeNumbersDo() {
        for (int i = 0; i < ROUNDS; i++) {
            Rational a = any();
            Rational b = any();
            BigInteger common = big(a.denominator()).multiply(big(b.denominator()));
            BigInteger left = big(a.numerator()).multiply(big(b.denominator()));
            BigInteger right = big(b.numerator()).multiply(big(a.denominator()));

            assertEquals(a.plus(b), left.add(right), common);
            assertEquals(a.minus(b), left.subtract(right), common);
            assertEquals(a.times(b), big(a.numerator()).multiply(big(b.numerator())), common);
            assertThat(a.compareTo(b)).isEqualTo(left.compareTo(right));
            assertThat(a.plus(b).minus(b)).isEqualTo(a);
            assertThat(a.abs().compareTo(Rational.ZERO)).isNotNegative();
        }
    }

    @Test
    void roundsToTheNearestWholeNumberAndHalvesUp() {
        for (int i = 0; i < ROUNDS; i++) {
            Rational a = any();
            BigDecimal exact = new BigDecimal(a.numerator())
                    .add(new BigDecimal(a.denominator()).divide(BigDecimal.valueOf(2)))
                    .divide(new BigDecimal(a.denominator()), 0, RoundingMode.FLOOR);

            assertThat(a.round()).as("%s", a).isEqualTo(exact.longValueExact());
        }
    }

    @Test
    void throwsRatherThanRoundWhatLeaves64Bits() {
        Rational huge = Rational.of(Long.MAX_VALUE);
        Rational tiny = new Rational(1, Long.MAX_VALUE);

        assertThatThrownBy(() -> huge.plus(Rational.of(1))).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> huge.times(2)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> tiny.plus(new Rational(1, Long.MAX_VALUE - 1)))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(huge::round).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> new Rational(Long.MIN_VALUE, 1)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> new Rational(1, Long.MIN_VALUE)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> new Rational(1, 0)).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void cancelsBeforeItMultipliesSoThatLongTimesFit() {
        Rational fourHours = new Rational(1, 90_000).times(4L * 3_600 * 90_000);

        assertThat(fourHours).isEqualTo(Rational.of(14_400));
        assertThat(fourHours.times(48_000).round()).isEqualTo(691_200_000);
    }

    private Rational any() {
        long numerator = random.nextLong(-1_000_000, 1_000_001);
        return new Rational(numerator, random.nextBoolean() ? random.nextLong(1, 1_000_001) : random.nextLong(1, 5));
    }

    private static void assertEquals(Rational actual, BigInteger numerator, BigInteger denominator) {
        BigInteger divisor = numerator.gcd(denominator);
        assertThat(actual)
                .isEqualTo(new Rational(
                        numerator.divide(divisor).longValueExact(),
                        denominator.divide(divisor).longValueExact()));
    }

    private static BigInteger big(long value) {
        return BigInteger.valueOf(value);
    }
}
