import CSIMD
package func probe2() -> Int { 1 }
package func vsum(_ a: borrowing [Int32]) -> Int32 { var s: Int32 = 0; let sp = a.span; for i in sp.indices { s &+= sp[i] }; return s }
