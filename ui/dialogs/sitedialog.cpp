#include "ui/dialogs/sitedialog.h"

#include "core/base/tr.h"
#include "ui/site/siteheader.h"
#include "ui/theme/spacing.h"
#include "ui/widgets/taborder.h"

#include <QBoxLayout>
#include <QEvent>
#include <QPushButton>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

SiteDialog::SiteDialog(const sites::SiteProfile &profile, QWidget *parent)
    : QDialog(parent)
    , m_content(new QVBoxLayout)
    , m_cancel(new QPushButton(this))
    , m_go(new QPushButton(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    auto *header = new SiteHeader(this);
    header->setProfile(profile);
    m_content->setSpacing(spacing::Medium);
    m_cancel->setObjectName(u"cancelPushButton"_s);
    m_cancel->setAutoDefault(false);
    m_cancel->setText(Tr::tr("Cancel"));
    m_go->setAutoDefault(false);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(spacing::Small);
    buttons->addStretch(1);
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_go);
    auto *column = new QVBoxLayout;
    column->setContentsMargins(spacing::Huge, spacing::Large, spacing::Huge, spacing::Large);
    column->setSpacing(spacing::Medium);
    column->addLayout(m_content, 1);
    column->addLayout(buttons);
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins({});
    all->setSpacing(0);
    all->addWidget(header);
    all->addLayout(column, 1);
    setMinimumWidth(70 * fontMetrics().averageCharWidth());
}

void SiteDialog::retranslate()
{
    m_cancel->setText(Tr::tr("Cancel"));
}

bool SiteDialog::focusNextPrevChild(bool next)
{
    return focusNeighbour(this, next);
}

void SiteDialog::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QDialog::changeEvent(event);
}

} // namespace aegisx::ui
