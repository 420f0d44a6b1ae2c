import Statistics
import Testing

struct OwenTests {
  /// mpmath at 34 digits, two evaluations, at the very doubles given; h to 37, where T is 1e-300.
  @Test func `Owen's T holds thirteen digits into its far tail`() throws {
    var worst = 0.0
    for point in Golden.load("owen_t", as: Golden.Grid.self).points {
      let expected = try #require(Double(point.value))
      let (h, a) = (point.args["h"]?.value ?? .nan, point.args["a"]?.value ?? .nan)
      let error = abs(OwenT.value(h: h, a: a) / expected - 1)
      worst = max(worst, error)
      #expect(error < 1e-13, "T(\(h), \(a)) = \(OwenT.value(h: h, a: a)), expected \(expected)")
    }
    #expect(worst < 2e-14, "the worst relative error is \(worst)")
  }

  @Test func `Owen's Q holds eleven digits of what is as rare as 1e-132`() throws {
    for point in Golden.load("owen_q", as: Golden.Grid.self).points {
      let expected = try #require(Double(point.value))
      let a = { (name: String) in point.args[name]?.value ?? .nan }
      let found = OwenQ(degreesOfFreedom: a("nu")).value(t: a("t"), delta: a("delta"), from: a("a"), to: a("b"))
      #expect(abs(found - expected) < 1e-13)
      #expect(abs(found / expected - 1) < 1e-11, "\(point.args.mapValues(\.value)): \(found), expected \(expected)")
    }
  }

  struct Peers: Decodable {
    struct Q: Decodable {
      let nu: Double
      let t: Double
      let delta: Double
      let a: Double
      let b: Double
      let peer: Double
      let value: Double?
    }
    struct T: Decodable {
      let h: Double
      let a: Double
      let peer: Double
      let value: Double?
    }
    let q: [Q]
    let t: [T]
  }

  /// PowerTOST's `OwensQ` is up to 5e-9 wrong, and even negative, where Q is next to nothing: nu 200, b up to 3.
  @Test func `both agree with PowerTOST where that is right`() {
    let peers = Golden.load("owen_peers", as: Peers.self)
    #expect(peers.q.count == 240 && peers.t.count == 37)
    var wrongPeers = 0
    for row in peers.q {
      let found = OwenQ(degreesOfFreedom: row.nu).value(t: row.t, delta: row.delta, from: row.a, to: row.b)
      if let value = row.value {
        #expect(abs(found - value) <= 1e-13, "\(row): \(found)")
        if abs(row.peer - value) > 1e-10 { wrongPeers += 1 }
      } else {
        #expect(abs(found - row.peer) <= 1e-9, "\(row): \(found)")
      }
    }
    #expect(wrongPeers == 4)
    for row in peers.t {
      let found = OwenT.value(h: row.h, a: row.a)
      #expect(abs(found - (row.value ?? row.peer)) <= (row.value == nil ? 1e-12 : 1e-15), "\(row): \(found)")
    }
  }

  /// R's PowerTOST, help page of `OwensQ`, which says what the calls should give.
  @Test func `the manual's two figures come out`() {
    let q = OwenQ(degreesOfFreedom: 10)
    #expect(abs(q.value(t: 2.5, delta: 5, to: 2) - 9.388137e-06) < 5e-13)
    #expect(abs(q.value(t: -2.5, delta: -5, to: 2) - 0.05264363) < 5e-9)
  }

  @Test(arguments: [(0.3, 0.7), (1.2, 3.0), (0.0, 5.0), (9.5, 0.01)])
  func `T is even in h, odd in a, and two wedges are what they leave of a quadrant`(h: Double, a: Double) {
    let t = OwenT.value(h: h, a: a)
    #expect(OwenT.value(h: -h, a: a) == t && OwenT.value(h: h, a: -a) == -t)
    let (p, q) = (Normal.upperTail(h), Normal.upperTail(h * a))
    #expect(abs(t + OwenT.value(h: h * a, a: 1 / a) - (p / 2 + q / 2 - p * q)) < 1e-16)
    #expect(abs(OwenT.value(h: h, a: .infinity) - p / 2) < 1e-17)
  }

  @Test(arguments: [1.0, 2.5, 30, 4_000])
  func `Q over the whole range is a lower tail of noncentral t, and splits where it is split`(v: Double) {
    let q = OwenQ(degreesOfFreedom: v)
    for (t, delta) in [(1.7, 1.0), (-2, -3), (5, 0), (0, 0.3)] {
      let whole = NoncentralT(degreesOfFreedom: v, noncentrality: delta).lowerTail(t)
      #expect(abs(q.value(t: t, delta: delta) - whole) < 1e-13)
      let cut = v.squareRoot() * 0.9
      let parts = q.value(t: t, delta: delta, to: cut) + q.value(t: t, delta: delta, from: cut)
      #expect(abs(parts - whole) < 1e-13)
      #expect(q.value(t: t, delta: delta, from: cut, to: cut) == 0)
    }
  }
}
