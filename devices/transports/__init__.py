"""How bytes come in: serial ports, raw TCP, and none at all."""

from devices.transports.base import Transport, TransportLostError
from devices.transports.tcp import TcpTransport
from devices.transports.uart import UartTransport

__all__ = ["Transport", "TransportLostError", "open_transport"]


def open_transport(url_or_path: str, baud: int = 9600, *, bytesize: int = 8, parity: str = "N") -> Transport:
    """Opens socket://host:port, or else a serial port by its path (best: /dev/serial/by-id/...).

    baud in bits per second, parity one of N, E, O. Raises TransportLostError.
    """
    if url_or_path.startswith("socket://"):
        return TcpTransport(url_or_path)
    return UartTransport(url_or_path, baud, bytesize=bytesize, parity=parity)
