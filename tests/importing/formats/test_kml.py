import io

import pytest

from mapkit.errors import AtlasError, MissingExtra
from mapkit.importing.formats import kml as formats_kml
from mapkit.importing.formats.kml import read_placemarks
from mapkit.importing.formats.sheet import Sheet


def kml(body: str) -> str:
    """A KML document around this."""
    return f'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{body}</Document></kml>'


def read(text: str) -> Sheet:
    """A KML text, read."""
    return read_placemarks(io.BytesIO(text.encode()), "x.kml")


def refused(text: str) -> str:
    """The problems of a KML text that is refused, as text."""
    with pytest.raises(AtlasError) as caught:
        read(text)
    return str(caught.value)


def test_placemarks_are_rows_with_their_texts() -> None:
    """Names, times and coordinates are read as they stand: a month stays a month, a zone stays, zeros stay."""
    sheet = read(
        kml(
            '<name>All</name><Folder><name>Shushi</name><Placemark id="p1"><name> A &amp; B</name>'
            "<description><![CDATA[<b>x</b>]]></description><TimeStamp><when>2020-11</when></TimeStamp><styleUrl>#s</styleUrl><ExtendedData>"
            '<Data name="killed"><value>03</value></Data><SchemaData><SimpleData name="src">K</SimpleData></SchemaData>'
            "</ExtendedData><Point><coordinates> 46.750,39.85,1e3 </coordinates></Point></Placemark></Folder>"
            "<Placemark><TimeSpan><begin>2020</begin>"
            "<end>2020-11-10T12:00:00+04:00</end></TimeSpan></Placemark>"
        )
    )
    assert sheet.rows[0].cells == {
        "id": "p1",
        "name": " A & B",
        "description": "<b>x</b>",
        "when": "2020-11",
        "killed": "03",
        "src": "K",
        "lon": "46.750",
        "lat": "39.85",
        "height": "1e3",
        "folder": "All / Shushi",
        "begin": "",
        "end": "",
    }
    assert sheet.rows[1]["end"] == "2020-11-10T12:00:00+04:00"
    assert (sheet.rows[1].place, sheet.rows[1]["folder"]) == ("x.kml:placemark 2", "All")
    assert (sheet.notes, sheet.rows_in) == (("KML, 2 rows",), 2)


@pytest.mark.parametrize(
    ("geometry", "wkt"),
    [
        ("<LineString><coordinates>1,2 3,4</coordinates></LineString>", "LINESTRING (1 2, 3 4)"),
        (
            "<Polygon><innerBoundaryIs><LinearRing><coordinates>1,1 2,1 2,2 1,1</coordinates></LinearRing>"
            "</innerBoundaryIs><outerBoundaryIs><LinearRing><coordinates>0,0 9,0 9,9 0,0</coordinates></LinearRing>"
            "</outerBoundaryIs></Polygon>",
            "POLYGON ((0 0, 9 0, 9 9, 0 0), (1 1, 2 1, 2 2, 1 1))",
        ),
        (
            "<MultiGeometry><Point><coordinates>1,2</coordinates></Point><LineString><coordinates>1,2 3,4</coordinates>"
            "</LineString></MultiGeometry>",
            "GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (1 2, 3 4))",
        ),
        ("<MultiGeometry/>", "GEOMETRYCOLLECTION EMPTY"),
    ],
)
def test_other_geometries_are_wkt(geometry: str, wkt: str) -> None:
    """A line, an area with its holes and a collection become WKT with the numbers of the file."""
    assert read(kml(f"<Placemark>{geometry}</Placemark>")).rows[0]["wkt"] == wkt


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("<Point><coordinates>46.75;39.85</coordinates></Point>", "coordinates-unreadable"),
        ("<Point><coordinates>1,2 3,4</coordinates></Point>", "coordinates-unreadable"),
        ("<Point/>", "coordinates-unreadable"),
        ("<Model><scale><x>1</x></scale></Model>", "kml-element"),
        ("<LineString><coordinates>1,2 3,4,5</coordinates></LineString>", "coordinates-unreadable"),
        ("<name>a</name><name>b</name>", "kml-double"),
        ('<name>a</name><ExtendedData><Data name="name"><value>b</value></Data></ExtendedData>', "kml-double"),
    ],
)
def test_a_placemark_that_is_no_row_is_reported(body: str, code: str) -> None:
    """A placemark that cannot be a row is reported with its number, and counted."""
    sheet = read(kml(f"<Placemark><name>x</name></Placemark><Placemark>{body}</Placemark>"))
    assert [(problem.place, problem.code) for problem in sheet.problems] == [("x.kml:placemark 2", code)]
    assert (len(sheet.rows), sheet.rows_in) == (1, 2)


def test_links_are_counted_and_not_followed() -> None:
    """A link to another file is said, not followed; a file of links alone is refused with that."""
    link = "<NetworkLink><Link><href>http://127.0.0.1:1/x.kml</href></Link></NetworkLink>"
    assert "1 NetworkLink not read, and not followed" in read(kml(link + "<Placemark><name>x</name></Placemark>")).notes
    assert "file-empty no placemark is in it; 1 NetworkLink" in refused(kml(link))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('<!DOCTYPE kml [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]>' + "<kml>&b;</kml>", "xml-entities"),
        ('<!DOCTYPE kml SYSTEM "file:///etc/hostname"><kml/>', "xml-entities"),
        ("<OGRVRTDataSource><OGRVRTLayer name='kml'/></OGRVRTDataSource>", "file-kind"),
        ("<kml>" + "<Folder>" * 200, "kml-unreadable"),
        ("<kml><Placemark>", "kml-unreadable"),
        ("", "kml-unreadable"),
        ('<?xml version="1.0" encoding="martian"?><kml/>', "kml-unreadable"),
        ("<kml>&b;</kml>", "kml-unreadable"),
        (
            kml(
                "<Placemark><ExtendedData>"
                + "".join(f'<Data name="{one}"/>' for one in range(10_001))
                + "</ExtendedData></Placemark>"
            ),
            "table-too-wide",
        ),
    ],
    ids=lambda text: text[:20],
)
def test_hostile_documents_are_refused(text: str, code: str) -> None:
    """Entities, a document type, another root, deep nesting and broken XML are refused whole."""
    assert code in refused(text)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without defusedxml a KML file is refused with the line that installs it."""
    monkeypatch.setattr(formats_kml, "iterparse", None)
    with pytest.raises(MissingExtra, match=r"pip install 'mapkit\[xlsx\]'"):
        read(kml(""))
