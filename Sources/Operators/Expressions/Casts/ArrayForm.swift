/// Arrays as they lie in memory: JSON text. Numbers, true and false are as JSON has them, NULL is null and
/// everything else is PostgreSQL's text of it.
enum ArrayForm {
    /// The array of these values of one type.
    static func json(_ values: [Scalar], _ type: DataType) -> [UInt8] {
        let elements = ElementTexts(Column(type: type, scalars: values))
        var out = [UInt8(ascii: "[")]
        elements.append(values.indices, to: &out)
        return out + [UInt8(ascii: "]")]
    }
}
