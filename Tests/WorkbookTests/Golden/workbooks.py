#!/usr/bin/env python3
"""Writes the workbooks of these tests by programs other than ours, and beside them what was put in.

    python3 Tests/WorkbookTests/Golden/workbooks.py

Made for this project with openpyxl 3.1.5, XlsxWriter 3.2 and LibreOffice 7.4 (pip install openpyxl XlsxWriter; apt-get install
libreoffice-calc-nogui), which are needed for nothing else. It writes into its own folder:

    openpyxl.xlsx, xlsxwriter.xlsx     the same content by both
    inline.xlsx                        XlsxWriter with texts in the cells
    from1904.xlsx                      XlsxWriter, days counted from 1904
    libreoffice.xlsx, libreoffice.ods  LibreOffice, from openpyxl.xlsx
    bomb.xlsx                          openpyxl's, with a sheet of 64 MiB of blanks
    cells.json                         what was put in, cell by cell, from the values here and not from any reader
    mutations.json                     400 changes of a few bytes in parts of them, seeded, and what openpyxl reads of each
"""

import datetime
import io
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import warnings
import zipfile
from decimal import ROUND_HALF_UP, Decimal

import openpyxl
import xlsxwriter
from openpyxl.cell.text import Text
from openpyxl.utils import get_column_letter
from openpyxl.xml.constants import SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

HERE = pathlib.Path(__file__).resolve().parent
random.seed(20261130)
warnings.simplefilter("ignore")


def plain(stored):
    """A decimal text to 15 significant digits, without an exponent."""
    value = Decimal(stored)
    if value == 0:
        return "0"
    places = value.adjusted() - 14
    if value.as_tuple().exponent < places:
        value = value.quantize(Decimal(1).scaleb(places), ROUND_HALF_UP)
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


class Cell:
    """What is put into a cell, and what has to come out: kind, text, and marks (% percent, ~ looks like a number, f formula, s statistic)."""

    def __init__(self, value, code=None, kind=None, text=None, marks="", fault=None):
        self.value, self.code, self.marks, self.fault = value, code, marks, fault
        if kind is None:
            if isinstance(value, bool):
                kind, text = "boolean", "TRUE" if value else "FALSE"
            elif isinstance(value, str):
                kind, text = "text", value
            elif isinstance(value, datetime.datetime):
                kind, text = "dateAndTime", value.isoformat(timespec="auto")
            elif isinstance(value, datetime.date):
                kind, text = "date", value.isoformat()
            else:
                kind, text = "number", plain(repr(value))
        self.kind, self.text = kind, text


class Formula(Cell):
    def __init__(self, formula, value, statistic=False, code=None):
        super().__init__(value, code)
        self.formula, self.marks = formula, "fs" if statistic else "f"


DAY, MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"
STRANGE = ["LOT7", "LOT 8", "µg/mL", "Prüfer", "平均", "a\nb", " x ", "_x0041_", "<&>\"'", "=1+1", "'quoted", "x" * 300, "\U0001F9EA"]


def results():
    """A study's table below a title."""
    cells = {(1, 1): Cell("Transfer 12"), (2, 1): Cell("printed"), (2, 2): Cell(datetime.datetime(2026, 3, 9, 16, 5, 30), MOMENT)}
    for column, name in enumerate(["Lab", "Sample", "Day", "Acquired", "Rep", "Result", "Recovery", "Valid", "Note"], 1):
        cells[4, column] = Cell(name)
    for row in range(5, 17):
        day = datetime.date(2026, 2, 20) + datetime.timedelta(days=row)
        cells[row, 1] = Cell("Site A" if row % 2 else "Site B")
        cells[row, 2] = Cell(STRANGE[row - 5])
        cells[row, 3] = Cell(day, DAY)
        cells[row, 4] = Cell(datetime.datetime.combine(day, datetime.time(8, row, 2 * row)), MOMENT)
        cells[row, 5] = Cell(row % 3 + 1)
        # Sums and quotients have the digits that a spreadsheet's own results have.
        cells[row, 6] = Cell(random.choice([99.8, 100.2, 0.1, 101.3]) - 0.1 * row)
        cells[row, 7] = Cell(random.gauss(1, 0.02), "0.0%", marks="%")
        cells[row, 8] = Cell(row % 4 != 0)
        if row % 3 == 0:
            cells[row, 9] = Cell(STRANGE[-1 - row // 3])
    return cells


def numbers():
    values = [
        99.799999999999997, 0.1 + 0.2, 1 / 3, 2 / 3, -1 / 7, 1e-7, 1.5e-12, 1e15, 123456789012345680, 1e20, -0.5, 0.0, 5, -3, 100.0,
        1234.5, 99.95, 1 - 1e-16, 0.30000000000000004, 1.005, 2.675, 1e300, 2.5e-300, 4.35, 4.349999999999999, 9007199254740993]
    cells = {}
    for row, value in enumerate(values, 1):
        text = plain(repr(value))
        if abs(value) > 1e21 or 0 < abs(value) < 1e-30:
            text = {1e300: "1e300", 2.5e-300: "25e-301"}[value]
        cells[row, 1] = Cell(value, kind="number", text=text)
    return cells


def formats():
    """Codes, a number, and what it is."""
    moment, day, time = "2026-03-02T08:15:00", "2026-03-02", "08:15:00"
    serial = 46083.34375
    rows = [
        ("General", 99.8, "number", "99.8", ""), ("0.00", 99.8, "number", "99.8", ""), ("#,##0.00", 1234.5, "number", "1234.5", ""),
        ("0%", 0.984, "number", "0.984", "%"), ("0.00%", 0.984, "number", "0.984", "%"), ('0.0" %"', 98.4, "number", "98.4", ""),
        ("0.0\\%", 98.4, "number", "98.4", ""), ("0.00E+00", 1.5e-5, "number", "0.000015", ""), ("# ?/?", 0.5, "number", "0.5", ""),
        ("[Red]0.0%;[Blue]-0.0%", -0.02, "number", "-0.02", "%"), ("0;0%", 3, "number", "3", ""), ("0;0%", -3, "number", "-3", "%"),
        ('[<1]0.0%;0.0', 0.5, "number", "0.5", "%"), ('[<1]0.0%;0.0', 50, "number", "50", ""),
        ('0.0" mg/mL"', 2.5, "number", "2.5", ""), ('"dose "0', 3, "number", "3", ""), ("0.0\\ \\d", 2.5, "number", "2.5", ""),
        ("[$-409]d\\-mmm\\-yy;@", 46083, "date", day, ""), ("dd/mm/yyyy", 46083, "date", day, ""), ("d.m.yy", 46083, "date", day, ""),
        ("mm/dd/yyyy hh:mm", serial, "dateAndTime", moment, ""), ("dd/mm/yyyy", serial, "dateAndTime", moment, ""),
        ("mm/dd/yyyy hh:mm", 46083, "dateAndTime", day + "T00:00:00", ""), ("hh:mm", 0.34375, "time", time, ""),
        ("hh:mm", serial, "dateAndTime", moment, ""), ("[h]:mm", 1.5, "time", "36:00:00", ""), ("[mm]:ss", 0.0625, "time", "01:30:00", ""),
        ("mm:ss.0", 0.0001, "time", "00:00:08.640", ""), ("h:mm AM/PM", 0.75, "time", "18:00:00", ""), ("mmm", 46083, "date", day, ""),
        ("yyyy", 46083, "date", day, ""), ('"Day "d', 46083, "date", day, ""),
        ('yyyy"年"m"月"d"日"', 46083, "date", day, ""), ("[$-411]ggge\\.m\\.d", 46083, "date", day, ""), ("[$€-407] #,##0.00", 12.5, "number", "12.5", ""),
        ("@", 12.5, "number", "12.5", ""), ('0.0;-0.0;"zero"', 0, "number", "0", ""), ("_(* #,##0.00_)", 7, "number", "7", ""),
        ("[Magenta]0.0", 7, "number", "7", ""), ("dddd", 46083.99999999999, "date", "2026-03-03", "")]
    cells = {}
    for row, (code, value, kind, text, marks) in enumerate(rows, 1):
        cells[row, 1] = Cell("format " + code)
        cells[row, 2] = Cell(value, code, kind, text, marks)
    return cells


def old_days():
    """Days at the beginnings and ends of the calendar of 1900."""
    rows = [(1, "date", "1900-01-01", None), (59, "date", "1900-02-28", None), (60, "number", "60", "noDate"), (61, "date", "1900-03-01", None),
            (2958465, "date", "9999-12-31", None), (2958466, "number", "2958466", "noDate"), (-1, "number", "-1", "noDate"),
            (0, "number", "0", "noDate"), (36585, "date", "2000-02-29", None), (25569, "date", "1970-01-01", None)]
    return {(row, 1): Cell(value, DAY, kind, text, fault=fault) for row, (value, kind, text, fault) in enumerate(rows, 1)}


def traps():
    cells = {
        (1, 1): Cell("Site A"), (1, 2): Cell("99.8", marks="~"), (1, 3): Cell("99,8", marks="~"), (1, 4): Cell("1,234.5", marks="~"),
        (2, 2): Cell(" 99.8 ", marks="~"), (2, 3): Cell("98.4 %", marks="~"), (2, 4): Cell("<0.05"), (3, 2): Cell("007", marks="~"),
        (3, 3): Cell("2026-03-02"), (3, 4): Cell("R01"), (5, 1): Cell("merged"), (5, 3): Cell("beside"), (6, 3): Cell("below"),
        (8, 1): Cell("hidden row"), (9, 1): Cell("shown row"), (9, 5): Cell("hidden column"), (12, 6): Cell(1.25), (14, 1): Cell("\u00a099.8", marks="~"),
        (15, 2): Cell("#N/A", kind="error", text="#N/A", fault="error"), (15, 3): Cell("#DIV/0!", kind="error", text="#DIV/0!", fault="error")}
    return cells


def filtered():
    cells = {(1, 1): Cell("Type"), (1, 2): Cell("Result")}
    for row in range(2, 8):
        cells[row, 1] = Cell("Standard" if row % 2 else "Unknown")
        cells[row, 2] = Cell(row * 1.1)
    return cells


def formulas():
    return {
        (1, 1): Cell(1.5), (1, 2): Cell(2.5), (1, 3): Cell(4.0),
        (2, 1): Formula("=A1+B1", 4.0), (2, 2): Formula("=AVERAGE(A1:C1)", 8 / 3, True), (2, 3): Formula("=A1/3*B1", 1.25),
        (3, 1): Formula("=IF(A1>1,STDEV(A1:C1),0)", 1.2583057392117916, True), (3, 2): Formula('=CONCATENATE("AVERAGE(",A1)', "AVERAGE(1.5"),
        (3, 3): Formula("=SUBTOTAL(101,A1:C1)", 8 / 3, True), (4, 1): Formula("=A1>1", True), (4, 2): Formula("=SUM(A1:C1)", 8.0),
        (4, 3): Formula("=MEDIAN(A1:C1)", 2.5, True)}


SHEETS = {
    "Results": results(), "Numbers": numbers(), "Formats": formats(), "Old days": old_days(), "Traps": traps(), "Filtered": filtered(),
    "Formulas": formulas(), "Empty": {}, "Secret": {(1, 1): Cell("hidden sheet")}, "Very secret": {(2, 2): Cell(1.5)}}
HIDDEN = {"Secret": "hidden", "Very secret": "veryHidden"}


def by_openpyxl():
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, cells in SHEETS.items():
        sheet = book.create_sheet(name)
        for (row, column), cell in cells.items():
            own = sheet.cell(row, column)
            if isinstance(cell, Formula):
                own.value = cell.formula
            else:
                own.value = cell.value
                if isinstance(cell.value, str) and cell.kind == "text":
                    own.data_type = "s"
            if cell.code:
                own.number_format = cell.code
        sheet.sheet_state = HIDDEN.get(name, "visible")
    sheet = book["Traps"]
    sheet.merge_cells("A5:B6")
    sheet.row_dimensions[8].hidden = True
    sheet.column_dimensions["E"].hidden = True
    sheet = book["Filtered"]
    sheet.auto_filter.ref = "A1:B7"
    sheet.auto_filter.add_filter_column(0, ["Unknown"])
    for row in (3, 5, 7):
        sheet.row_dimensions[row].hidden = True
    chart = openpyxl.chart.BarChart()
    chart.add_data(openpyxl.chart.Reference(book["Filtered"], min_col=2, min_row=2, max_row=7))
    book.create_chartsheet("Chart").add_chart(chart)
    book.save(HERE / "openpyxl.xlsx")


def by_xlsxwriter(path, sheets, options):
    book = xlsxwriter.Workbook(HERE / path, options)
    formats = {}
    for name, cells in sheets.items():
        sheet = book.add_worksheet(name)
        # Before the cells: with texts in them, rows are written out as they come.
        if name == "Traps":
            sheet.set_row(7, None, None, {"hidden": True})
            sheet.set_column("E:E", None, None, {"hidden": True})
        for (row, column), cell in sorted(cells.items()):
            code = cell.code
            form = formats.setdefault(code, book.add_format({"num_format": code})) if code else None
            if name == "Traps" and (row, column) == (5, 1):
                sheet.merge_range(4, 0, 5, 1, cell.value)
                continue
            if isinstance(cell, Formula):
                sheet.write_formula(row - 1, column - 1, cell.formula, form)
            elif cell.kind == "error":
                sheet.write_formula(row - 1, column - 1, "=1/0" if "DIV" in cell.text else "=NA()", form, cell.text)
            elif isinstance(cell.value, (datetime.date, datetime.datetime)):
                sheet.write_datetime(row - 1, column - 1, cell.value, form)
            elif isinstance(cell.value, bool):
                sheet.write_boolean(row - 1, column - 1, cell.value, form)
            elif isinstance(cell.value, str):
                if cell.value == "LOT7":
                    sheet.write_rich_string(row - 1, column - 1, "L", book.add_format({"bold": True}), "OT", "7")
                else:
                    sheet.write_string(row - 1, column - 1, cell.value, form)
            else:
                sheet.write_number(row - 1, column - 1, cell.value, form)
        if name == "Filtered":
            sheet.autofilter("A1:B7")
            sheet.filter_column("A", "x == Unknown")
            for row in (2, 4, 6):
                sheet.set_row(row, None, None, {"hidden": True})
        if HIDDEN.get(name) == "hidden":
            sheet.hide()
        if HIDDEN.get(name) == "veryHidden":
            sheet.very_hidden()
    if "Filtered" in sheets:
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Filtered!$B$2:$B$7"})
        book.add_chartsheet("Chart").set_chart(chart)
    book.close()


def bomb():
    """openpyxl's workbook with 64 MiB of blanks in one sheet."""
    parts = parts_of("openpyxl.xlsx")
    with zipfile.ZipFile(HERE / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, b" " * (64 << 20) if name == "xl/worksheets/sheet1.xml" else data)


def by_libreoffice(kind):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", kind, "--outdir", folder, str(HERE / "openpyxl.xlsx")],
            check=True, capture_output=True)
        (HERE / f"libreoffice.{kind}").write_bytes((pathlib.Path(folder) / f"openpyxl.{kind}").read_bytes())


def expected(sheets, formula, chart=True, change=lambda name, at, line: line):
    """What has to come out of a workbook.

    - formula: the fault of formulas, or none where their values are stored.
    """
    out = []
    for name, cells in sheets.items():
        lines = {}
        for (row, column), cell in sorted(cells.items()):
            at = f"{get_column_letter(column)}{row}"
            line = [cell.kind, cell.text, cell.marks, cell.fault or ""]
            if isinstance(cell, Formula) and formula:
                if formula == "notComputed":
                    line[0:2] = ["blank", ""]
                else:
                    line[0:2] = ["number", "0"]
                line[3] = formula
            line = change(name, at, line)
            if line:
                lines[at] = line
        out.append({
            "name": name, "visibility": HIDDEN.get(name, "visible"), "hasCells": True, "cells": lines,
            "hiddenRows": {"Traps": [8], "Filtered": [3, 5, 7]}.get(name, []), "filteredRows": [3, 5, 7] if name == "Filtered" else [],
            "hiddenColumns": [5] if name == "Traps" else [], "merged": ["A5:B6"] if name == "Traps" else []})
    if chart:
        out.append({"name": "Chart", "visibility": "visible", "hasCells": False, "cells": {}, "hiddenRows": [], "filteredRows": [],
                    "hiddenColumns": [], "merged": []})
    return out


# MARK: mutations

PIECES = ["", "", "", "0", "9", "<", ">", "/", '"', "&", "&amp;", "&#49;", "<c>", "</c>", "<v>", "</v>", "<row>", "</row>", ' r="A1"', ' t="s"', ' t="n"',
          ' s="1"', ' s="99"', "e9", "-", ".", " ", "\u00e9", "<!-- -->", "<![CDATA[5]]>", "<f>AVERAGE(A1)</f>", "<!DOCTYPE x>", "<x/>", "%", "yy", ";"]


def parts_of(path):
    with zipfile.ZipFile(HERE / path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def reading(parts):
    """What openpyxl reads of the sheet of results: address to a coarse kind, a text, and whether it is shown in percent."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    book = openpyxl.load_workbook(io.BytesIO(packed.getvalue()), data_only=True)
    out = {}
    for row in book["Results"].iter_rows():
        for cell in row:
            value = cell.value
            if value is None or value == "":
                continue
            at = f"{get_column_letter(cell.column)}{cell.row}"
            percent = "%" if "%" in re.sub(r'"[^"]*"|\\.', "", cell.number_format or "") else ""
            if isinstance(value, bool):
                out[at] = ["boolean", "TRUE" if value else "FALSE", ""]
            elif isinstance(value, datetime.datetime):
                out[at] = ["date", value.isoformat(timespec="milliseconds" if value.microsecond else "seconds"), ""]
            elif isinstance(value, datetime.time):
                out[at] = ["time", value.isoformat(timespec="milliseconds" if value.microsecond else "seconds"), ""]
            elif isinstance(value, datetime.timedelta):
                seconds = round(value.total_seconds())
                out[at] = ["time", f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}", ""]
            elif isinstance(value, (int, float)):
                out[at] = ["number", plain(value.text.strip()), percent]
            else:
                # openpyxl leaves escapes as they are written.
                text = re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), value)
                out[at] = ["error" if cell.data_type == "e" else "text", text, ""]
    return out


def texts_as_written(source):
    """As openpyxl's own reader of shared texts, which takes marks of escapes away and leaves the escapes."""
    texts = []
    for _, node in iterparse(source):
        if node.tag == f"{{{SHEET_MAIN_NS}}}si":
            texts.append(Text.from_tree(node).content)
            node.clear()
    return texts


class Stored(float):
    """A number that remembers how it is stored."""

    def __new__(cls, text):
        self = super().__new__(cls, text)
        self.text = text
        return self


def mutations(count):
    openpyxl.reader.excel.read_string_table = texts_as_written
    openpyxl.worksheet._reader._cast_number = Stored
    bases = {path: parts_of(path) for path in ("openpyxl.xlsx", "xlsxwriter.xlsx", "libreoffice.xlsx", "inline.xlsx")}
    sound = {path: reading(parts) for path, parts in bases.items()}
    out = []
    while len(out) < count:
        path = random.choice(list(bases))
        parts = bases[path]
        wanted = ["xl/worksheets/sheet1.xml"] * 8 + ["xl/sharedStrings.xml"] * 3 + ["xl/styles.xml"] * 3 + [
            "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "_rels/.rels"]
        part = random.choice([name for name in wanted if name in parts])
        data = parts[part]
        at, cut = random.randrange(len(data)), random.choice([0, 0, 1, 1, 2, 5, 12])
        piece = random.choice(PIECES)
        if random.random() < 0.6:
            # A letter or digit for another, which leaves the XML whole most of the time.
            at, cut = random.choice([i for i, byte in enumerate(data) if chr(byte).isalnum()]), 1
            piece = random.choice("0123456789" if chr(data[at]).isdigit() else "abcdrstvxyzABCDmh19")
        # Not within a character of more than one byte.
        changed = data[:at] + piece.encode() + data[at + cut:]
        try:
            changed.decode()
        except UnicodeDecodeError:
            continue
        if changed == data:
            continue
        entry = {"file": path, "part": part, "at": at, "cut": cut, "piece": piece}
        try:
            found = reading({**parts, part: changed})
        except Exception:
            entry["refused"] = True
        else:
            base = sound[path]
            entry["changed"] = {at: found.get(at) for at in sorted(set(base) | set(found)) if base.get(at) != found.get(at)}
        out.append(entry)
    return {"sound": sound, "mutations": out}


def main():
    by_openpyxl()
    by_xlsxwriter("xlsxwriter.xlsx", SHEETS, {})
    small = {"Results": results(), "Traps": traps()}
    by_xlsxwriter("inline.xlsx", small, {"constant_memory": True})
    days = {"Results": {(1, 1): Cell(datetime.date(1904, 1, 1), DAY), (2, 1): Cell(datetime.date(2026, 3, 2), DAY),
                        (3, 1): Cell(datetime.datetime(2026, 3, 2, 8, 15), MOMENT), (4, 1): Cell(0.34375, "hh:mm", "time", "08:15:00")}}
    by_xlsxwriter("from1904.xlsx", days, {"date_1904": True})
    bomb()
    by_libreoffice("xlsx")
    by_libreoffice("ods")

    def in_xlsxwriter(name, at, line):
        # Errors are formulas there.
        return [line[0], line[1], "f", "error"] if line[0] == "error" else line

    def in_openpyxl(name, at, line):
        # It does not escape what reads as an escape, so that its file says another text.
        return [line[0], "A", *line[2:]] if line[1] == "_x0041_" else line

    def in_libreoffice(name, at, line):
        if line[0] == "error":
            return [line[0], line[1], "f", "error"]
        return line

    def in_opendocument(name, at, line):
        line = in_libreoffice(name, at, line)
        # It has no false leap day: its days before March 1900 are others, and its 10000 a year like any other.
        if name == "Old days":
            return {"A1": ["date", "1899-12-31", "", ""], "A2": ["date", "1900-02-27", "", ""], "A3": ["date", "1900-02-28", "", ""],
                    "A6": ["blank", "10000-01-01", "", "noDate"], "A7": ["date", "1899-12-29", "", ""],
                    "A8": ["date", "1899-12-30", "", ""]}.get(at, line)
        # A truth value of another program is a formula to it, and it stores the number of what that gives.
        if line[0] == "boolean":
            return ["number", "1" if line[1] == "TRUE" else "0", "f", ""]
        # It stores the kind of the first section of a format, midnight as a day alone, and a moment that is shown as a time as hours.
        if name == "Formats":
            return {"B12": ["number", "-3", "", ""], "B13": ["number", "0.5", "", ""], "B23": ["date", "2026-03-02", "", ""],
                    "B25": ["time", "1106000:15:00", "", ""]}.get(at, line)
        return line

    def libreoffice(change):
        out = expected(SHEETS, None, change=change)
        for sheet in out:
            # It knows no hiding beyond hiding, and its charts lie on sheets.
            sheet["visibility"] = "hidden" if sheet["visibility"] == "veryHidden" else sheet["visibility"]
            sheet["hasCells"] = True
        return out

    cells = {
        "openpyxl.xlsx": expected(SHEETS, "notComputed", change=in_openpyxl),
        "xlsxwriter.xlsx": expected(SHEETS, "computedOnLoad", change=in_xlsxwriter),
        "inline.xlsx": expected(small, None, chart=False, change=in_xlsxwriter),
        "from1904.xlsx": expected(days, None, chart=False),
        "libreoffice.xlsx": libreoffice(in_libreoffice),
        "libreoffice.ods": libreoffice(in_opendocument),
    }
    (HERE / "cells.json").write_text(json.dumps(cells, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    (HERE / "mutations.json").write_text(json.dumps(mutations(400), ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


main()
