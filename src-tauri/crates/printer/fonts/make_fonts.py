"""Make the two small faces in this folder from the `inter-ui` package of the npm registry."""
import sys
from fontTools import subset
from fontTools.ttLib import TTFont

# Latin with Vietnamese, Greek and Cyrillic (names of people), and the punctuation of European languages.
KEPT = {*range(0x20, 0x7F), *range(0xA0, 0x180), 0x192, *range(0x218, 0x21C), *range(0x386, 0x3CF), *range(0x400, 0x460),
        0x490, 0x491, *range(0x1E80, 0x1E86), *range(0x1EA0, 0x1EFA), *range(0x2010, 0x2016), *range(0x2018, 0x201F),
        0x2020, 0x2021, 0x2022, 0x2026, 0x202F, 0x2030, 0x2039, 0x203A, 0x20AC, 0x2116, 0x2122, 0x2212, 0x25A1}
KEPT -= {0xAD, 0x149, 0x38B, 0x38D, 0x3A2}  # the invisible soft hyphen, an n the font lacks, unassigned ones
TABLES = {"GlyphOrder", "head", "hhea", "maxp", "OS/2", "hmtx", "cmap", "loca", "glyf", "name", "post"}

source, weight, target = sys.argv[1:]
font = TTFont(f"{source}/Inter-{weight}.woff2", recalcTimestamp=False)
font.flavor = None

# Tabular figures by default: every figure on these papers stands in a column or is read out digit by digit.
substitutions = {}
for record in font["GSUB"].table.FeatureList.FeatureRecord:
    if record.FeatureTag == "tnum":
        for index in record.Feature.LookupListIndex:
            for table in font["GSUB"].table.LookupList.Lookup[index].SubTable:
                substitutions.update(getattr(table, "ExtSubTable", table).mapping)
for table in font["cmap"].tables:
    if table.isUnicode():
        for digit in range(0x30, 0x3A):
            table.cmap[digit] = substitutions.get(table.cmap[digit], table.cmap[digit])

options = subset.Options()
options.hinting = False
options.layout_features = []
options.notdef_outline = True
options.glyph_names = False
options.name_IDs = [0, 1, 2, 4, 5, 6, 13, 14]
cut = subset.Subsetter(options)
cut.populate(unicodes=KEPT)
cut.subset(font)
for table in set(font.keys()) - TABLES:
    del font[table]
missing = sorted(set(KEPT) - set(font.getBestCmap()))
assert not missing, [hex(code) for code in missing]
font.save(target)
