#include "ui/widgets/filefield.h"

#include "core/base/tr.h"
#include "ui/theme/spacing.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

FileField::FileField(const QString &name, DialogService &dialogs, QWidget *parent)
    : QWidget(parent)
    , m_dialogs(dialogs)
    , m_edit(new QLineEdit(this))
    , m_choose(new QPushButton(this))
{
    setObjectName(name % u"FileField"_s);
    m_edit->setObjectName(name % u"LineEdit"_s);
    m_choose->setObjectName(name % u"ChoosePushButton"_s);
    m_choose->setAutoDefault(false);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(spacing::Small);
    layout->addWidget(m_edit, 1);
    layout->addWidget(m_choose);
    setFocusProxy(m_edit);
    connect(m_edit, &QLineEdit::textChanged, this, &FileField::changed);
    connect(m_choose, &QPushButton::clicked, this, &FileField::choose);
    retranslate();
}

QString FileField::path() const
{
    return m_edit->text();
}

void FileField::setPath(const QString &path)
{
    m_edit->setText(path);
}

void FileField::setLabel(const QString &label)
{
    m_label = label;
    retranslate();
}

void FileField::choose()
{
    m_dialogs.openFile(this, m_label, m_filter, [this](const QString &path) {
        if (!path.isEmpty())
            m_edit->setText(path);
    });
}

void FileField::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void FileField::retranslate()
{
    m_edit->setAccessibleName(m_label);
    m_choose->setText(Tr::tr("Choose..."));
    m_choose->setAccessibleName(Tr::tr("Choose a file: %1").arg(m_label));
}

} // namespace aegisx::ui
