import Testing

@testable import Runner

@Suite struct MySQLAddressTests {
    @Test func `every part of a URI is read`() throws {
        let address = try MySQLAddress(
            "mysql://me%40home:p%2Fw%3A1@db.example:3307/shop?ssl-mode=verify-identity&ssl_ca=/etc/ca.pem"
                + "&connect-timeout=3"
        )
        #expect(address.host == "db.example" && address.port == 3307 && address.database == "shop")
        #expect(address.user == "me@home" && address.password?.reveal() == "p/w:1")
        #expect(address.tls == .verifyIdentity && address.certificateAuthority == "/etc/ca.pem")
        #expect(address.connectTimeoutSeconds == 3)
        #expect(address.text == "db.example:3307/shop as me@home")
    }

    @Test func `what is left out has its usual value`() throws {
        let address = try MySQLAddress("mariadb:///shop")
        #expect(address.text == "localhost:3306/shop" && address.password == nil && address.tls == .disabled)
        #expect(try MySQLAddress("mysql://a@[::1]:33/x").text == "::1:33/x as a")
        #expect(try MySQLAddress("mysql://a@h/x?socket=/run/m.sock").text == "/run/m.sock/x as a")
    }

    @Test(arguments: [
        ("host=db user=me", "no URI of the form"), ("mysql://me:sesame@db", "names no database"),
        ("mysql://me:sesame@db:99999/x", "port is no number"), ("mysql://me:sesame@db/x?sslmode=on", "unknown option"),
        ("mysql://me:sesame@db/x?ssl-mode=on", "ssl-mode is one of"), ("mysql://me:ses%zzame@db/x", "two hexadecimal"),
        ("mysql://me:sesame@db/x?ssl-ca=/a", "no ssl-mode"), ("mysql://me:sesame@db/x?connect-timeout=0", "from 1 to"),
    ])
    func `a wrong URI is refused without its password`(_ uri: String, _ expected: String) {
        let text = refusalText { _ = try MySQLAddress(uri) } ?? ""
        #expect(text.contains(expected), "\(text)")
        #expect(!text.contains("sesame"))
    }
}
