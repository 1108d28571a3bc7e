# SPDX-License-Identifier: AGPL-3.0-or-later
"""Protocol §14.2: the one form of a movie that shows clips. Raises cbor.Malformed for what makes none."""

from itertools import groupby
from struct import pack, unpack_from

from layout import require

HEAD = 36
MOST = 2**32 - 1
SECOND = 2**32
VIDEO = 1
KEY, OTHER = 0x0200_0000, 0x0101_0000


class Track:
    def __init__(self, rate):
        self.rate = rate
        self.times, self.offsets, self.sizes, self.keys = [], [], [], []
        self.places, self.counts = [], []

    def add(self, samples, moved, place):
        for time, offset, size, is_key in samples:
            shown = time + offset + moved
            decoded = max(time + moved, self.times[-1] + 1 if self.times else 0)
            require(time <= MOST and decoded <= MOST, "too long")
            self.times.append(decoded), self.offsets.append(shown - decoded), self.sizes.append(size)
            if is_key:
                self.keys.append(len(self.times))
        self.places.append(place), self.counts.append(len(samples))

    def steps(self):
        steps = [after - before for before, after in zip(self.times, self.times[1:])]
        return steps + [steps[-1] if steps else self.rate // 25]

    def start_ms(self):
        return (self.times[0] + self.offsets[0]) * 1000 // self.rate

    def shown_ms(self):
        shown = [time + offset for time, offset in zip(self.times, self.offsets)]
        return (max(max(shown), 0) - shown[0] + self.steps()[-1]) * 1000 // self.rate


def lay_movie(clips):
    """`clips`: of each the init segment and the fragments. What stands before their bytes, and behind."""
    init = clips[0][0]
    movie = child(boxes(init), b"moov")
    traks = {number(child(boxes(body), b"tkhd"), 12): body for kind, body in boxes(movie) if kind == b"trak"}
    require(VIDEO in traks and set(traks) <= {1, 2}, "other tracks")
    tracks = {track: Track(number(_media_header(body), 12)) for track, body in traks.items()}
    at, last = HEAD, None
    for own, *fragments in clips:
        require(own == init, "another format")
        read = [read_fragment(fragment) for fragment in fragments]
        pictures = [found for found in read if found[0] == VIDEO]
        require(pictures != [] and pictures[0][2][0][3], "no key frame at its start")
        moved = 0 if last is None else _moved(last, pictures[0], tracks[VIDEO].rate)
        at += len(own)
        for (track, _, samples), fragment in zip(read, fragments):
            require(track in tracks, "another track")
            data = sum(size for _, _, size, _ in samples)
            tracks[track].add(samples, moved * tracks[track].rate // tracks[VIDEO].rate, at + len(fragment) - data)
            at += len(fragment)
        require(at < 2**31, "too large")
        latest = max(reversed(pictures), key=_shown)
        last = _shown(latest) + moved, latest[1]
    kind = box(b"ftyp", b"isom", pack(">I", 0x200), b"isomiso4mp41")
    return kind + pack(">I", at - len(kind)) + b"mdat", _moov(movie, traks, tracks)


def read_fragment(data):
    """Track, time of capture, and (decode time, offset, size, is key) of each sample."""
    require(len(data) >= 144, "cut short")
    track, count = number(data, 12), number(data, 112)
    require(track in (1, 2) and 1 <= count <= (1 if track == VIDEO else 64), "another track, or number of samples")
    time, table = unpack_from(">Q", data, 92)[0], 16 * count
    require(time < 2**53 and len(data) >= 128 + table, "a time out of range, or cut short")
    samples, at, left = [], time, len(data) - 128 - table
    for row in range(120, 120 + table, 16):
        duration, size, flags, offset = unpack_from(">IIIi", data, row)
        require(0 < size <= left and flags in (KEY, OTHER), "a sample of another form")
        samples.append((at, offset, size, flags == KEY))
        at, left = at + duration, left - size
    require(left == 0, "bytes of no sample")
    head = [
        pack(">I4sIIQQ", 32, b"prft", 0x0100_0018, track, unpack_from(">Q", data, 16)[0], max(0, time + samples[0][1])),
        pack(">I4sI4sII", 88 + table, b"moof", 16, b"mfhd", 0, number(data, 52)),
        pack(">I4sI4sII", 64 + table, b"traf", 16, b"tfhd", 0x0002_0000, track),
        pack(">I4sIQ", 20, b"tfdt", 0x0100_0000, time),
        pack(">I4sIII", 20 + table, b"trun", 0x0100_0F01, count, 96 + table),
    ]
    require(data[:120] == b"".join(head), "another layout")
    require(data[120 + table : 128 + table] == pack(">I4s", len(data) - 120 - table, b"mdat"), "no mdat")
    return track, unpack_from(">Q", data, 16)[0], samples


def _shown(picture):
    return picture[2][0][0] + picture[2][0][1]


def _moved(last, first, rate):
    pause = min(SECOND, max(SECOND // 1000, first[1] - last[1]))
    return last[0] + (pause * rate + SECOND // 2) // SECOND - _shown(first)


def _moov(movie, traks, tracks):
    filled = {name: track for name, track in tracks.items() if track.times}
    begin = min(track.start_ms() for track in filled.values())
    end = max(track.start_ms() - begin + track.shown_ms() for track in filled.values())
    require(end <= MOST, "too long")
    built = [_trak(boxes(traks[name]), track, track.start_ms() - begin) for name, track in filled.items()]
    return box(b"moov", _timed(boxes(movie), b"mvhd", 16, end), *built)


def _trak(children, track, delay):
    media, duration = boxes(child(children, b"mdia")), sum(track.steps())
    require(duration <= MOST, "too long")
    edits = [pack(">III", track.shown_ms(), max(0, track.offsets[0]), 0x1_0000)]
    if delay > 0:
        edits.insert(0, pack(">III", delay, MOST, 0x1_0000))
    return box(
        b"trak",
        _timed(children, b"tkhd", 20, delay + track.shown_ms()),
        box(b"edts", box(b"elst", pack(">II", 0, len(edits)), *edits)),
        box(
            b"mdia",
            _timed(media, b"mdhd", 16, duration),
            box(b"hdlr", child(media, b"hdlr")),
            _information(boxes(child(media, b"minf")), track),
        ),
    )


def _information(children, track):
    is_video = any(kind == b"vmhd" for kind, _ in children)
    head = b"vmhd" if is_video else b"smhd"
    pictures = [box(b"ctts", _rows(_runs(track.offsets), 0x0100_0000)), box(b"stss", _rows([[key] for key in track.keys]))]
    first, chunks = 1, []
    for count, samples in _runs(track.counts):
        chunks.append([first, samples, 1])
        first += count
    tables = box(
        b"stbl",
        box(b"stsd", child(boxes(child(children, b"stbl")), b"stsd")),
        box(b"stts", _rows(_runs(track.steps()))),
        *(pictures if is_video else []),
        box(b"stsz", pack(">III", 0, 0, len(track.sizes)), *(pack(">I", size) for size in track.sizes)),
        box(b"stsc", _rows(chunks)),
        box(b"stco", _rows([[place] for place in track.places])),
    )
    return box(b"minf", box(head, child(children, head)), box(b"dinf", child(children, b"dinf")), tables)


def _runs(values):
    return [[len(list(run)), value] for value, run in groupby(values)]


def _rows(rows, flags=0):
    words = [flags, len(rows), *(word & MOST for row in rows for word in row)]
    return b"".join(pack(">I", word) for word in words)


def _timed(children, kind, place, duration):
    body = child(children, kind)
    require(len(body) >= place + 4, "cut short")
    return box(kind, body[:place] + pack(">I", duration) + body[place + 4 :])


def _media_header(trak):
    rate = child(boxes(child(boxes(trak), b"mdia")), b"mdhd")
    require(len(rate) >= 16 and number(rate, 12) > 0, "no rate")
    return rate


def box(kind, *parts):
    body = b"".join(parts)
    return pack(">I", 8 + len(body)) + kind + body


def boxes(data):
    found, at = [], 0
    while at < len(data):
        require(len(data) - at >= 8 and 8 <= number(data, at) <= len(data) - at, "a box of another length")
        found.append((data[at + 4 : at + 8], data[at + 8 : at + number(data, at)]))
        at += number(data, at)
    return found


def child(found, kind):
    bodies = [body for name, body in found if name == kind]
    require(bodies != [], "a box is missing")
    return bodies[0]


def number(data, at):
    require(len(data) >= at + 4, "cut short")
    return unpack_from(">I", data, at)[0]
