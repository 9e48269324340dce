#include "core/base/enums.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QFile>
#include <QImage>
#include <QPainter>
#include <QTest>

using namespace Qt::StringLiterals;

namespace aegisx::ui {

namespace {

QImage image(const QIcon &icon, int side, QIcon::Mode mode = QIcon::Normal, double ratio = 1)
{
    return icon.pixmap(QSize(side, side), ratio, mode)
        .toImage()
        .convertToFormat(QImage::Format_ARGB32);
}

// The colour of the most opaque pixel.
QColor inkOf(const QImage &image)
{
    QRgb ink = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            if (qAlpha(image.pixel(x, y)) > qAlpha(ink))
                ink = image.pixel(x, y);
        }
    }
    return QColor::fromRgb(ink);
}

int inkedPixels(const QImage &image)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            count += qAlpha(image.pixel(x, y)) > 64 ? 1 : 0;
    }
    return count;
}

bool isNear(const QColor &one, const QColor &other)
{
    return std::abs(one.red() - other.red()) < 8 && std::abs(one.green() - other.green()) < 8
        && std::abs(one.blue() - other.blue()) < 8;
}

} // namespace

class TestIcons final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { Theme::instance().setMode(ThemeMode::Light); }
    void everyIconHasADrawing_data();
    void everyIconHasADrawing();
    void everyDrawingIsAnother();
    void colourFollowsThePalette();
    void colourFollowsTheMeaning();
    void modesDiffer();
    void isCrispAtAnyScale();
    void programIconKeepsItsColours();
};

void TestIcons::everyIconHasADrawing_data()
{
    QTest::addColumn<Icon>("which");
    const auto icons = QMetaEnum::fromType<Icon>();
    QVERIFY(icons.keyCount() > 50);
    for (int i = 0; i < icons.keyCount(); ++i)
        QTest::newRow(icons.key(i)) << static_cast<Icon>(icons.value(i));
}

void TestIcons::everyIconHasADrawing()
{
    QFETCH(Icon, which);
    QFile file(iconPath(which));
    QVERIFY2(file.open(QIODevice::ReadOnly), qUtf8Printable(file.fileName()));
    const QByteArray drawing = file.readAll();
    QVERIFY(drawing.contains("viewBox=\"0 0 24 24\""));
    QVERIFY(drawing.contains("stroke-width=\"1.75\"")); // one weight for all
    QVERIFY(drawing.contains("currentColor"));
    for (const int side : {16, 24, 48}) {
        const int pixels = inkedPixels(image(icon(which), side));
        QVERIFY2(pixels > side, qPrintable(QString::number(pixels)));
        QVERIFY(pixels < side * side * 3 / 4);
    }
}

void TestIcons::everyDrawingIsAnother()
{
    const auto icons = QMetaEnum::fromType<Icon>();
    QHash<QByteArray, QString> seen;
    for (int i = 0; i < icons.keyCount(); ++i) {
        QFile file(iconPath(static_cast<Icon>(icons.value(i))));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray drawing = file.readAll();
        QVERIFY2(!seen.contains(drawing), qUtf8Printable(file.fileName() + seen.value(drawing)));
        seen.insert(drawing, file.fileName());
    }
}

void TestIcons::colourFollowsThePalette()
{
    const QIcon shield = icon(Icon::Shield);
    QVERIFY(isNear(inkOf(image(shield, 48)), lightColours().text));
    Theme::instance().setMode(ThemeMode::Dark); // the same icon, asked again
    QVERIFY(isNear(inkOf(image(shield, 48)), darkColours().text));
}

void TestIcons::colourFollowsTheMeaning()
{
    const QIcon warning = icon(Icon::Warning, Meaning::Danger);
    QVERIFY(isNear(inkOf(image(warning, 48)), lightColours().meaning(Meaning::Danger)));
    Theme::instance().setMode(ThemeMode::Dark);
    QVERIFY(isNear(inkOf(image(warning, 48)), darkColours().meaning(Meaning::Danger)));
    QVERIFY(isNear(inkOf(image(icon(Icon::Warning, QColor(Qt::blue)), 48)), Qt::blue));
}

void TestIcons::modesDiffer()
{
    Theme::instance().setMode(ThemeMode::Dark);
    const QIcon lock = icon(Icon::Lock);
    const QColor normal = inkOf(image(lock, 48));
    const QColor disabled = inkOf(image(lock, 48, QIcon::Disabled));
    QVERIFY(isNear(inkOf(image(lock, 48, QIcon::Selected)), darkColours().selectionText));
    QVERIFY(!isNear(normal, disabled));
    // Quieter than the ordinary one, and still seen.
    const QColor window = darkColours().window;
    QVERIFY(contrastRatio(disabled, window) < contrastRatio(normal, window));
    QVERIFY(contrastRatio(disabled, window) > 1.5);
}

void TestIcons::isCrispAtAnyScale()
{
    const QIcon database = icon(Icon::Database);
    const QPixmap doubled = database.pixmap(QSize(24, 24), 2.0);
    QCOMPARE(doubled.size(), QSize(48, 48));
    QCOMPARE(doubled.devicePixelRatio(), 2.0);
    QCOMPARE(doubled.toImage().convertToFormat(QImage::Format_ARGB32).pixelColor(24, 24),
             image(database, 48).pixelColor(24, 24));

    // Painted on a screen of twice the pixels it has the pixels of a drawing of twice the size.
    QImage screen(48, 48, QImage::Format_ARGB32);
    screen.setDevicePixelRatio(2);
    screen.fill(Qt::transparent);
    QPainter painter(&screen);
    database.paint(&painter, QRect(0, 0, 24, 24));
    painter.end();
    QCOMPARE(inkedPixels(screen), inkedPixels(image(database, 48)));
}

void TestIcons::programIconKeepsItsColours()
{
    const QImage large = image(programIcon(), 256);
    QCOMPARE(large.size(), QSize(256, 256));
    QVERIFY(inkedPixels(large) > 256 * 256 / 3);
    QVERIFY(inkedPixels(image(programIcon(), 16)) > 16 * 16 / 3);
    Theme::instance().setMode(ThemeMode::Dark);
    QCOMPARE(image(programIcon(), 256), large);
}

} // namespace aegisx::ui

QTEST_MAIN(aegisx::ui::TestIcons)
#include "tst_icons.moc"
