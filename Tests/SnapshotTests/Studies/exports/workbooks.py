"""Writes results.xlsx and faulty.xlsx by openpyxl 3.1: run in this folder. Values are made up for this project.

    python3 workbooks.py
"""
from datetime import date

from openpyxl import Workbook
from openpyxl.workbook.properties import CalcProperties

ASSAY = {"Site A": [99.8, 100.4, 99.1, 100.9, 99.6, 100.2], "Site B": [100.3, 99.7, 100.8, 99.4, 100.1, 100.6]}


def write(name, is_faulty):
    book = Workbook()
    sheet = book.active
    sheet.title = "Results"
    book.calculation = CalcProperties(fullCalcOnLoad=False)
    sheet["A1"], sheet["B2"] = "Assay of LOT-1", "not for release"
    for column, text in enumerate(["Laboratory", "Lot", "Run", "Day", "Assay"], 2):
        sheet.cell(4, column, text)
    row = 5
    for laboratory, values in ASSAY.items():
        for run, value in enumerate(values, 1):
            for column, cell in enumerate([laboratory, "LOT-1", f"R{run:02d}", date(2026, 3, 1 + run), value / 100], 2):
                sheet.cell(row, column, cell)
            sheet.cell(row, 6).number_format = "0.0%"
            row += 1
    sheet.row_dimensions[9].hidden = True
    if is_faulty:
        sheet["F5"] = "99.8"
        sheet["F6"], sheet["F6"].data_type = "#DIV/0!", "e"
        sheet["F7"] = "=AVERAGE(F8:F9)"
        sheet["C8"] = date(2026, 1, 3)
        sheet.merge_cells("B9:B10")
    # So that the range goes as far as the protocol says.
    sheet["B22"] = None
    sheet["A22"] = "end"
    sheet["F22"] = None
    sheet["G22"] = "."
    book.save(name)


write("results.xlsx", False)
write("faulty.xlsx", True)
