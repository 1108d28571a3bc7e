// SPDX-License-Identifier: AGPL-3.0-or-later

// Judges a log that Nightlatch wrote, with Go's own note and tlog packages, which we did not write. Reads one question
// as JSON from its input, answers one line of JSON: what it proved, or at which step it refused, and why.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

type question struct {
	Folder      string
	Checkpoint  string
	Vkey        string
	Inclusion   []inclusion
	Consistency []consistency
}

type inclusion struct {
	Index int64
	Proof []string
}

type consistency struct {
	Size  int64
	Root  string
	Proof []string
}

type answer struct {
	Size        int64  `json:"size"`
	Records     int64  `json:"records"`
	Inclusion   int    `json:"inclusion"`
	Consistency int    `json:"consistency"`
	Refused     string `json:"refused,omitempty"`
	Because     string `json:"because,omitempty"`
}

func main() {
	var asked question
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	result := judge(asked)
	if err := json.NewEncoder(os.Stdout).Encode(result); err != nil {
		os.Exit(2)
	}
}

func judge(asked question) (result answer) {
	refuse := func(step string, err error) answer {
		result.Refused, result.Because = step, err.Error()
		return result
	}
	tree, err := openCheckpoint(asked.Checkpoint, asked.Vkey)
	if err != nil {
		return refuse("checkpoint", err)
	}
	result.Size = tree.N

	records, err := readEntries(asked.Folder, tree.N)
	if err != nil {
		return refuse("entries", err)
	}
	ours, err := recompute(records, tree)
	if err != nil {
		return refuse("tree", err)
	}
	tiles := tlog.TileHashReader(tree, &tileFolder{asked.Folder})
	for start := int64(0); start < tree.N; start += 256 {
		end := min(start+256, tree.N)
		if err := checkRecords(tiles, tree, start, records[start:end]); err != nil {
			return refuse("tiles", err)
		}
		result.Records = end
	}
	for _, one := range asked.Inclusion {
		if one.Index < 0 || one.Index >= tree.N {
			return refuse("inclusion", fmt.Errorf("no record %d", one.Index))
		}
		proof, err := hashes(one.Proof)
		if err == nil {
			err = tlog.CheckRecord(tlog.RecordProof(proof), tree.N, tree.Hash, one.Index, tlog.RecordHash(records[one.Index]))
		}
		if err != nil {
			return refuse("inclusion", err)
		}
		result.Inclusion++
	}
	for _, one := range asked.Consistency {
		if err := checkConsistency(tiles, ours, tree, one); err != nil {
			return refuse("consistency", err)
		}
		result.Consistency++
	}
	return result
}

func openCheckpoint(text, vkey string) (tree tlog.Tree, err error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tree, err
	}
	opened, err := note.Open([]byte(text), note.VerifierList(verifier))
	if err != nil {
		return tree, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		return tree, fmt.Errorf("not a checkpoint of this log")
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return tree, err
	}
	tree.Hash, err = parseHash(lines[2])
	return tree, err
}

// readEntries reads every bundle: records behind their length in two bytes.
func readEntries(folder string, size int64) (records [][]byte, err error) {
	for n := int64(0); n*256 < size; n++ {
		tile := tlog.Tile{H: height, L: 0, N: n, W: int(min(256, size-n*256))}
		path := strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1)
		bundle, err := readPiece(folder, path)
		if err != nil {
			return nil, err
		}
		for len(bundle) > 0 && int64(len(records)) < size {
			if len(bundle) < 2 || len(bundle)-2 < int(binary.BigEndian.Uint16(bundle)) {
				return nil, fmt.Errorf("%s: a record that is cut off", path)
			}
			end := 2 + int(binary.BigEndian.Uint16(bundle))
			records, bundle = append(records, bundle[2:end]), bundle[end:]
		}
	}
	if int64(len(records)) != size {
		return nil, fmt.Errorf("%d records for a tree of %d", len(records), size)
	}
	return records, nil
}

// recompute builds the whole tree from the records alone, and compares its root with the signed one.
func recompute(records [][]byte, tree tlog.Tree) (tlog.HashReader, error) {
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) (found []tlog.Hash, err error) {
		for _, index := range indexes {
			found = append(found, stored[index])
		}
		return found, nil
	})
	for i, record := range records {
		added, err := tlog.StoredHashes(int64(i), record, reader)
		if err != nil {
			return nil, err
		}
		stored = append(stored, added...)
	}
	root, err := tlog.TreeHash(tree.N, reader)
	if err != nil {
		return nil, err
	}
	if root != tree.Hash {
		return nil, fmt.Errorf("the records do not give the signed root")
	}
	return reader, nil
}

// checkRecords compares records with the hashes in our tiles, which TileHashReader authenticates against the tree, and
// proves the first of them and the last.
func checkRecords(tiles tlog.HashReader, tree tlog.Tree, start int64, records [][]byte) error {
	var indexes []int64
	for i := range records {
		indexes = append(indexes, tlog.StoredHashIndex(0, start+int64(i)))
	}
	proven, err := tiles.ReadHashes(indexes)
	if err != nil {
		return err
	}
	for i, record := range records {
		if tlog.RecordHash(record) != proven[i] {
			return fmt.Errorf("record %d is not the one in the tile", start+int64(i))
		}
	}
	for _, i := range []int{0, len(records) - 1} {
		proof, err := tlog.ProveRecord(tree.N, start+int64(i), tiles)
		if err != nil {
			return err
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, start+int64(i), tlog.RecordHash(records[i])); err != nil {
			return err
		}
	}
	return nil
}

// checkConsistency checks the proof that we made, and that Go makes the same one from our tiles.
func checkConsistency(tiles, ours tlog.HashReader, tree tlog.Tree, one consistency) error {
	root, err := parseHash(one.Root)
	if err != nil {
		return err
	}
	recomputed, err := tlog.TreeHash(one.Size, ours)
	if err != nil {
		return err
	}
	if recomputed != root {
		return fmt.Errorf("the first %d records give another root", one.Size)
	}
	proof, err := hashes(one.Proof)
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(tlog.TreeProof(proof), tree.N, tree.Hash, one.Size, root); err != nil {
		return err
	}
	made, err := tlog.ProveTree(tree.N, one.Size, tiles)
	if err != nil {
		return err
	}
	return tlog.CheckTree(made, tree.N, tree.Hash, one.Size, root)
}

// tileFolder reads tiles as c2sp.org/tlog-tiles names them: without the height that Go puts into the path.
type tileFolder struct{ path string }

func (*tileFolder) Height() int { return height }

func (*tileFolder) SaveTiles([]tlog.Tile, [][]byte) {}

func (folder *tileFolder) ReadTiles(tiles []tlog.Tile) (data [][]byte, err error) {
	for _, tile := range tiles {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		bytes, err := readPiece(folder.path, path)
		if err != nil {
			return nil, err
		}
		if size := tile.W * tlog.HashSize; len(bytes) > size {
			bytes = bytes[:size]
		}
		data = append(data, bytes)
	}
	return data, nil
}

// readPiece reads the full piece where the log has dropped the partial one, as c2sp.org/tlog-tiles allows.
func readPiece(folder, path string) ([]byte, error) {
	bytes, err := os.ReadFile(filepath.Join(folder, path))
	if full, _, isPartial := strings.Cut(path, ".p/"); isPartial && os.IsNotExist(err) {
		return os.ReadFile(filepath.Join(folder, full))
	}
	return bytes, err
}

func hashes(encoded []string) (decoded []tlog.Hash, err error) {
	for _, one := range encoded {
		hash, err := parseHash(one)
		if err != nil {
			return nil, err
		}
		decoded = append(decoded, hash)
	}
	return decoded, nil
}

func parseHash(text string) (hash tlog.Hash, err error) {
	bytes, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(bytes) != tlog.HashSize {
		return hash, fmt.Errorf("not a hash: %q", text)
	}
	copy(hash[:], bytes)
	return hash, nil
}

func min(a, b int64) int64 {
	if a < b {
		return a
	}
	return b
}
