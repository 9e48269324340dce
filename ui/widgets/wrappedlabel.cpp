#include "ui/widgets/wrappedlabel.h"

#include <QResizeEvent>

namespace aegisx::ui {

WrappedLabel::WrappedLabel(QWidget *parent) : WrappedLabel(QString(), parent) { }

WrappedLabel::WrappedLabel(const QString &text, QWidget *parent) : QLabel(parent)
{
    setTextFormat(Qt::PlainText); // texts from files and servers are never markup
    setWordWrap(true);
    setText(text);
}

void WrappedLabel::setSelectable(bool selectable)
{
    setTextInteractionFlags(selectable ? Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard
                                       : Qt::NoTextInteraction);
    setFocusPolicy(selectable ? Qt::StrongFocus : Qt::NoFocus);
}

void WrappedLabel::setMuted(bool muted)
{
    setForegroundRole(muted ? QPalette::PlaceholderText : QPalette::NoRole);
}

// QLabel's own answer is for a width of its choice, so that a layout may squeeze it below the
// height that its lines take at the width it has. On a page that is not shown it has that of
// another time: a narrow one would ask for a height that makes the window grow.
QSize WrappedLabel::minimumSizeHint() const
{
    const QSize hint = QLabel::minimumSizeHint();
    const bool isLaidOut =
        wordWrap() && isVisible() && testAttribute(Qt::WA_Resized) && width() > 0;
    return isLaidOut ? QSize(hint.width(), heightForWidth(width())) : hint;
}

void WrappedLabel::resizeEvent(QResizeEvent *event)
{
    QLabel::resizeEvent(event);
    if (event->size().width() != event->oldSize().width())
        updateGeometry();
}

void WrappedLabel::showEvent(QShowEvent *event)
{
    QLabel::showEvent(event);
    updateGeometry();
}

} // namespace aegisx::ui
