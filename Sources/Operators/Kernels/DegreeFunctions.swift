import Glibc

/// Trigonometry in degrees, exact at the multiples of 30 and 45 as in PostgreSQL: a result is set in proportion to the
/// one that the same library gives for the angle whose sine, cosine or tangent is known.
enum DegreeFunctions {
    private static let sineOf30 = sin(radians(30))
    private static let versineOf60 = 1 - cos(radians(60))
    private static let arcSineOfHalf = asin(0.5)
    private static let arcCosineOfHalf = acos(0.5)
    private static let arcTangentOf1 = atan(1.0)
    private static let tangentOf45 = sineInQuadrant(45) / cosineInQuadrant(45)
    private static let cotangentOf45 = cosineInQuadrant(45) / sineInQuadrant(45)

    private static func radians(_ degrees: Double) -> Double { degrees * 0.0174532925199432957692 }

    /// Of 0 to 30 degrees.
    private static func smallSine(_ angle: Double) -> Double { sin(radians(angle)) / sineOf30 / 2 }

    /// Of 0 to 60 degrees.
    private static func smallCosine(_ angle: Double) -> Double {
        1 - (1 - cos(radians(angle))) / versineOf60 / 2
    }

    private static func sineInQuadrant(_ angle: Double) -> Double {
        angle <= 30 ? smallSine(angle) : smallCosine(90 - angle)
    }

    private static func cosineInQuadrant(_ angle: Double) -> Double {
        angle <= 60 ? smallCosine(angle) : smallSine(90 - angle)
    }

    /// An angle's mirror image in 0 to 90 degrees, and whether it took a step that turns the sign: of the angle, and at
    /// the vertical.
    private static func inQuadrant(_ angle: Double) -> (angle: Double, isNegative: Bool, isBehind: Bool) {
        var angle = fmod(angle, 360)
        var isNegative = false
        if angle < 0 {
            angle = -angle
            isNegative = true
        }
        if angle > 180 {
            angle = 360 - angle
            isNegative.toggle()
        }
        return angle > 90 ? (180 - angle, isNegative, true) : (angle, isNegative, false)
    }

    static func sine(_ degrees: Double) -> Double {
        let place = inQuadrant(degrees)
        let value = sineInQuadrant(place.angle)
        return place.isNegative ? -value : value
    }

    static func cosine(_ degrees: Double) -> Double {
        let place = inQuadrant(degrees)
        let value = cosineInQuadrant(place.angle)
        return place.isBehind ? -value : value
    }

    static func tangent(_ degrees: Double) -> Double {
        let place = inQuadrant(degrees)
        return signed(sineInQuadrant(place.angle) / cosineInQuadrant(place.angle) / tangentOf45, place)
    }

    static func cotangent(_ degrees: Double) -> Double {
        let place = inQuadrant(degrees)
        return signed(cosineInQuadrant(place.angle) / sineInQuadrant(place.angle) / cotangentOf45, place)
    }

    /// There is no zero below zero among tangents.
    private static func signed(
        _ value: Double, _ place: (angle: Double, isNegative: Bool, isBehind: Bool)
    ) -> Double {
        let value = place.isNegative != place.isBehind ? -value : value
        return value == 0 ? 0 : value
    }

    static func arcSine(_ value: Double) -> Double {
        value >= 0 ? positiveArcSine(value) : -positiveArcSine(-value)
    }

    static func arcCosine(_ value: Double) -> Double {
        value >= 0 ? positiveArcCosine(value) : 90 + positiveArcSine(-value)
    }

    private static func positiveArcSine(_ value: Double) -> Double {
        value <= 0.5
            ? asin(value) / arcSineOfHalf * 30 : 90 - acos(value) / arcCosineOfHalf * 60
    }

    private static func positiveArcCosine(_ value: Double) -> Double {
        value <= 0.5
            ? 90 - asin(value) / arcSineOfHalf * 30 : acos(value) / arcCosineOfHalf * 60
    }

    static func arcTangent(_ value: Double) -> Double { atan(value) / arcTangentOf1 * 45 }

    static func arcTangent(_ y: Double, _ x: Double) -> Double { atan2(y, x) / arcTangentOf1 * 45 }
}
