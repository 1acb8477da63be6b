/// A list of sockets that is being read.
struct SocketTable {
  var list: SocketList
  /// Where its sockets begin among all.
  var first = 0
  var hasHeading = false
  var question: SocketQuestion?
  /// A file of /proc/net: its protocol and family.
  var file: SocketList.Part?
  /// A file of /proc/net whose sockets have no ports.
  var isOfRawSockets = false
  /// Whether the heading of netstat says that it shows those that wait, or that it does not.
  var headingShowsListeners: Bool?
  var isOldStyle = false
  var isNewStyle = false
  var hasStranger = false
  /// Whether a row between others could not be read.
  var hasGap = false
  /// What rows of sockets that wait prove to have been asked for.
  var listening: Set<SocketList.Part> = []
  /// Protocols of such sockets whose family is not told: `*`.
  var listeningAnywhere: Set<IPProtocol> = []
  /// Protocols of which a row has a port by a name that is not known.
  var protocolsWithNames: Set<IPProtocol> = []
  /// The row of ss that the next line may go on with.
  var row: Row?

  struct Row {
    var bytes: [UInt8]
    let place: SourcePlace
    /// Its socket among all.
    var index: Int
    /// How many lines it has besides its first.
    var more = 0
  }

  init(program: String, place: SourcePlace) {
    list = SocketList(program: program, place: place)
  }

  /// Takes what the command above says.
  mutating func take(_ command: NodeCommand?) {
    guard let command else { return }
    list.isWhole = command.isWhole
    switch command.output {
    case .sockets(let asked):
      question = asked
      hasHeading = hasHeading || asked.printsNoHeading
    case .socketFile(let ipProtocol, let family): file = SocketList.Part(ipProtocol, family)
    case .otherSocketFile: isOfRawSockets = true
    default: break
    }
  }

  /// What the list would show if it were there: by the options of the command, or by what it has.
  var parts: Set<SocketList.Part> {
    var parts: Set<SocketList.Part> = []
    if let file {
      parts = [file]
    } else if let question {
      parts = question.parts
    } else if headingShowsListeners != false {
      parts = listening
      // Of what `-6` shows, `*` takes IPv4 as well.
      if isOldStyle != isNewStyle {
        let family: IPFamily = isOldStyle ? .ipv4 : .ipv6
        for ipProtocol in listeningAnywhere { parts.insert(SocketList.Part(ipProtocol, family)) }
      }
    }
    return parts.filter { !protocolsWithNames.contains($0.ipProtocol) }
  }
}

extension NodeReader {
  /// Ends the list of sockets that is open.
  mutating func finishSockets() {
    guard var table = socketTable else { return }
    socketTable = nil
    let range = table.first..<facts.sockets.all.count
    if table.list.program == "ss" {
      for index in range where facts.sockets.all[index].local == .anyIPv4OrBoth {
        // New versions write 0.0.0.0 and [::] besides; old ones write :::22.
        if table.isNewStyle, !table.isOldStyle {
          facts.sockets.all[index].local = .anyOfBoth
        } else if table.isOldStyle, !table.isNewStyle {
          facts.sockets.all[index].local = .any(.ipv4)
        }
      }
    }
    table.list.count = range.count
    table.list.isWhole = table.list.isWhole && table.hasHeading && !table.hasGap
    table.list.parts = table.parts
    facts.sockets.lists.append(table.list)
  }

  /// Opens a list at its heading, or at a row without one.
  mutating func openSockets(_ program: String, hasHeading: Bool, at place: SourcePlace) {
    finishSockets()
    var table = SocketTable(program: program, place: place)
    table.first = facts.sockets.all.count
    table.hasHeading = hasHeading
    table.take(
      takeCommand { output in
        switch output {
        case .sockets(let question): question.program == program
        case .socketFile, .otherSocketFile: program == "/proc/net"
        default: false
        }
      })
    socketTable = table
  }

  /// Adds a socket to the open list.
  ///
  /// - Parameters:
  ///   - family: the socket's own, which is not always that of its address.
  ///   - isNamedPort: whether a name that is not known stands in the place of its port.
  mutating func add(_ socket: Socket, family: IPFamily?, isNamedPort: Bool) {
    if socket.isListener {
      if let family {
        socketTable?.listening.insert(SocketList.Part(socket.ipProtocol, family))
      } else if socket.local == .anyIPv4OrBoth {
        socketTable?.listeningAnywhere.insert(socket.ipProtocol)
      }
    }
    if socketTable?.hasStranger == true { socketTable?.hasGap = true }
    if isNamedPort, socket.isListener {
      socketTable?.protocolsWithNames.insert(socket.ipProtocol)
    }
    facts.sockets.all.append(socket)
  }

  /// Says that a row of the open list was not read.
  mutating func loseSocket() -> Reading {
    socketTable?.hasGap = true
    return .unread
  }
}
