#include "ui/theme/icons.h"

#include "core/base/enums.h"
#include "ui/theme/theme.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <optional>

// Outside any namespace, as the macro wants it.
static void initLibraryResources()
{
    Q_INIT_RESOURCE(resources);
}

namespace aegisx::ui {

using namespace Qt::StringLiterals;

namespace {

// What a drawing is tinted with: the palette's text, a meaning's colour, or a given one.
struct Tint {
    std::optional<Meaning> meaning;
    QColor colour;
    bool none = false; // the drawing has its own colours
};

QByteArray readDrawing(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

class Engine final : public QIconEngine
{
public:
    Engine(const QString &path, Tint tint) : m_path(path), m_tint(std::move(tint)) { }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const double ratio = painter->device() ? painter->device()->devicePixelRatio() : 1.0;
        painter->drawPixmap(rect, rendered(rect.size() * ratio, mode));
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State) override
    {
        return rendered(size, mode);
    }

    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State, qreal) override
    {
        return rendered(size, mode); // size is in device pixels already
    }

    QSize actualSize(const QSize &size, QIcon::Mode, QIcon::State) override
    {
        const int side = std::min(size.width(), size.height());
        return {side, side};
    }

    [[nodiscard]] QIconEngine *clone() const override { return new Engine(*this); }
    QString key() const override { return u"aegisx"_s; }
    QString iconName() override { return m_path; }
    bool isNull() override { return false; }

private:
    [[nodiscard]] QColor colour(QIcon::Mode mode) const
    {
        const QPalette palette = QGuiApplication::palette();
        if (mode == QIcon::Disabled)
            return mixed(palette.color(QPalette::Window),
                         palette.color(QPalette::Disabled, QPalette::ButtonText),
                         0.6);
        if (m_tint.meaning)
            return Theme::instance().text(*m_tint.meaning);
        if (m_tint.colour.isValid())
            return m_tint.colour;
        if (mode == QIcon::Selected)
            return palette.color(QPalette::Active, QPalette::HighlightedText);
        return palette.color(QPalette::Active, QPalette::ButtonText);
    }

    // The drawing in the middle of an empty pixmap of that many device pixels.
    [[nodiscard]] QPixmap rendered(const QSize &size, QIcon::Mode mode) const
    {
        const QString colourName = m_tint.none ? QString() : colour(mode).name();
        const bool faded = m_tint.none && mode == QIcon::Disabled;
        const QString key = u"aegisx:%1:%2:%3:%4x%5"_s.arg(m_path, colourName)
                                .arg(faded ? 1 : 0)
                                .arg(size.width())
                                .arg(size.height());
        QPixmap pixmap;
        if (size.isEmpty() || QPixmapCache::find(key, &pixmap))
            return pixmap;
        pixmap = QPixmap(size);
        pixmap.fill(Qt::transparent);
        QSvgRenderer renderer(readDrawing(m_path).replace("currentColor", colourName.toLatin1()));
        renderer.setAspectRatioMode(Qt::KeepAspectRatio);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setOpacity(faded ? 0.4 : 1.0);
        renderer.render(&painter, QRectF(QPointF(), QSizeF(size)));
        painter.end();
        QPixmapCache::insert(key, pixmap);
        return pixmap;
    }

    QString m_path;
    Tint m_tint;
};

QIcon make(const QString &path, Tint tint)
{
    initResources();
    return QIcon(new Engine(path, std::move(tint)));
}

} // namespace

QIcon icon(Icon icon)
{
    return make(iconPath(icon), {});
}

QIcon icon(Icon icon, Meaning meaning)
{
    return make(iconPath(icon), {.meaning = meaning, .colour = {}});
}

QIcon icon(Icon icon, const QColor &colour)
{
    return make(iconPath(icon), {.meaning = {}, .colour = colour});
}

QIcon programIcon()
{
    return make(u":/icons/aegisx-site-manager.svg"_s, {.meaning = {}, .colour = {}, .none = true});
}

QString iconPath(Icon icon)
{
    const QString key = keyOf(icon);
    QString name;
    for (const QChar letter : key) {
        if (letter.isUpper() && !name.isEmpty())
            name += u'-';
        name += letter.toLower();
    }
    return u":/icons/%1.svg"_s.arg(name);
}

void initResources()
{
    initLibraryResources();
}

} // namespace aegisx::ui
