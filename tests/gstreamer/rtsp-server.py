#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""An RTSP server that we did not write (GStreamer's), playing one MP4 in a loop. Prints its URL once it listens.

Usage: rtsp-server.py FILE [--digest USER:PASSWORD] [--codec h264|h265] [--audio]
Listens on 127.0.0.1, any free port. Ends when its standard input closes, so it cannot outlive its test.
"""
import argparse
import sys
import threading

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

PAYLOADERS = {
    "h264": ("h264parse", "video/x-h264,stream-format=byte-stream,alignment=au", "rtph264pay config-interval=-1"),
    "h265": ("h265parse", "video/x-h265,stream-format=byte-stream,alignment=au", "rtph265pay config-interval=-1"),
    "aac": ("aacparse", "audio/mpeg,stream-format=raw", "rtpmp4gpay"),
}


def read_buffers(path, pad, codec):
    """Reads one track whole: its caps, and its buffers in decode order."""
    parse, caps, _ = PAYLOADERS[codec]
    pipeline = Gst.parse_launch(
        f'filesrc location="{path}" ! qtdemux name=d d.{pad} ! queue ! {parse} ! {caps} ! appsink name=s sync=false'
    )
    sink = pipeline.get_by_name("s")
    pipeline.set_state(Gst.State.PLAYING)
    samples = []
    while (sample := sink.emit("pull-sample")) is not None:
        samples.append(sample)
    pipeline.set_state(Gst.State.NULL)
    if not samples:
        sys.exit(f"no {codec} in {path}")
    return samples


class LoopingTrack:
    """Feeds one appsrc for ever. Timestamps go on from loop to loop."""

    def __init__(self, samples, loop_ns):
        self.samples, self.loop_ns, self.next = samples, loop_ns, 0

    def attach(self, source):
        self.next = 0
        source.set_property("caps", self.samples[0].get_caps())
        source.set_property("format", Gst.Format.TIME)
        source.set_property("block", True)
        source.set_property("max-bytes", 1_000_000)
        source.connect("need-data", self.push)

    def push(self, source, _wanted):
        loop, index = divmod(self.next, len(self.samples))
        original = self.samples[index].get_buffer()
        copy = original.copy_deep()
        copy.pts = original.pts + loop * self.loop_ns
        copy.dts = (original.dts if original.dts != Gst.CLOCK_TIME_NONE else original.pts) + loop * self.loop_ns
        copy.duration = original.duration
        self.next += 1
        source.emit("push-buffer", copy)


def track_length_ns(samples):
    """With B-frames the first picture is not at zero."""
    buffers = [sample.get_buffer() for sample in samples]
    return max(b.pts + b.duration for b in buffers) - min(b.pts for b in buffers)


def make_factory(path, codec, with_audio):
    tracks = {"v": (codec, read_buffers(path, "video_0", codec))}
    if with_audio:
        tracks["a"] = ("aac", read_buffers(path, "audio_0", "aac"))
    loop_ns = max(track_length_ns(samples) for _, samples in tracks.values())
    parts = [
        f"appsrc name={name} ! {PAYLOADERS[kind][0]} ! {PAYLOADERS[kind][2]} name=pay{n} pt={96 + n}"
        for n, (name, (kind, _)) in enumerate(tracks.items())
    ]
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch("( " + " ".join(parts) + " )")

    def configure(_factory, media):
        for name, (_, samples) in tracks.items():
            LoopingTrack(samples, loop_ns).attach(media.get_element().get_by_name(name))

    factory.connect("media-configure", configure)
    return factory


def require_digest(server, factory, user, password):
    auth = GstRtspServer.RTSPAuth()
    auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
    token = GstRtspServer.RTSPToken()
    token.set_string(GstRtspServer.RTSP_TOKEN_MEDIA_FACTORY_ROLE, "viewer")
    auth.add_digest(user, password, token)
    server.set_auth(auth)
    factory.add_role_from_structure(
        Gst.Structure.new_from_string("viewer, media.factory.access=(boolean)true, media.factory.construct=(boolean)true")
    )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--digest", metavar="USER:PASSWORD")
    parser.add_argument("--codec", choices=["h264", "h265"], default="h264")
    parser.add_argument("--audio", action="store_true")
    options = parser.parse_args()

    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service("0")
    factory = make_factory(options.file, options.codec, options.audio)
    if options.digest:
        user, _, password = options.digest.partition(":")
        require_digest(server, factory, user, password)
    server.get_mount_points().add_factory("/stream", factory)
    server.attach(None)
    loop = GLib.MainLoop()
    threading.Thread(target=lambda: (sys.stdin.read(), loop.quit()), daemon=True).start()
    print(f"rtsp://127.0.0.1:{server.get_bound_port()}/stream", flush=True)
    loop.run()


main()
