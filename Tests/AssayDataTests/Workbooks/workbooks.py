"""Writes the workbooks of WorkbookTests by openpyxl 3.1: run in this folder. Values are made up for this project.

    python3 workbooks.py
"""
from datetime import date

from openpyxl import Workbook
from openpyxl.workbook.properties import CalcProperties

ROWS = [
    ["Site A", "LOT-1", "R01", 99.8], ["Site A", "LOT-1", "R02", 99.799999999999997], ["Site A", "LOT-1", "R03", 100.1],
    ["Site B", "LOT-1", "R01", 99.9], ["Site B", "LOT-1", "R02", 100.2], ["Site B", "LOT-1", "R03", 99.5],
]


def write(name, change=lambda sheet, book: None, other=False, at=(1, 1)):
    book = Workbook()
    sheet = book.active
    sheet.title = "Results"
    row, column = at
    for i, values in enumerate([["Laboratory", "Lot", "Run", "Assay"]] + ROWS):
        for j, value in enumerate(values):
            sheet.cell(row + i, column + j, value)
    if other:
        book.create_sheet("Notes")["A1"] = "not read"
    book.calculation = CalcProperties(fullCalcOnLoad=False)
    change(sheet, book)
    book.save(name)


def preamble(sheet, book):
    sheet["A1"], sheet["A2"] = "Report of 2026-03-02", "Operator, A. B."
    sheet["B13"], sheet["E13"] = "Checked by", "C. D."


def hidden(sheet, book):
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True


def percent(sheet, book):
    for row in range(2, 8):
        sheet.cell(row, 4).value = round(sheet.cell(row, 4).value / 100, 6)
        sheet.cell(row, 4).number_format = "0.00%"


def faulty(sheet, book):
    sheet["D2"] = "99.8"
    sheet["B3"] = date(2026, 1, 3)
    sheet["D4"] = "#N/A"
    sheet["D4"].data_type = "e"
    sheet["D5"] = "=D6+0"
    sheet.merge_cells("A6:A7")
    sheet["D6"] = date(2026, 3, 1)


write("plain.xlsx")
write("two-sheets.xlsx", other=True)
write("preamble.xlsx", preamble, at=(5, 2))
write("hidden.xlsx", hidden)
write("percent.xlsx", percent)
write("faulty.xlsx", faulty)
