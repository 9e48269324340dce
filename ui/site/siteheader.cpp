#include "ui/site/siteheader.h"

#include "core/base/language.h"
#include "core/base/tr.h"
#include "core/words/words.h"
#include "ui/theme/spacing.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elidedlabel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

namespace {

void setColour(QLabel *label, const QColor &colour)
{
    QPalette palette = label->palette();
    palette.setColor(QPalette::WindowText, colour);
    label->setPalette(palette);
}

} // namespace

SiteHeader::SiteHeader(QWidget *parent)
    : QFrame(parent)
    , m_environment(new QLabel(this))
    , m_hospital(new ElidedLabel(this))
    , m_connection(new ElidedLabel(this))
{
    setObjectName(u"siteHeader"_s);
    m_environment->setObjectName(u"environmentLabel"_s);
    m_hospital->setObjectName(u"hospitalLabel"_s);
    m_connection->setObjectName(u"connectionLabel"_s);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(0);
    texts->addWidget(m_hospital);
    texts->addWidget(m_connection);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(spacing::Large, spacing::Small, spacing::Large, spacing::Small);
    row->setSpacing(spacing::Large);
    row->addLayout(texts, 1);
    row->addWidget(m_environment, 0, Qt::AlignVCenter);
    showProfile();
}

void SiteHeader::setProfile(const sites::SiteProfile &profile)
{
    m_profile = profile;
    showProfile();
}

void SiteHeader::showProfile()
{
    const bool thai = currentLanguage() == Language::Thai || m_profile.nameEn.isEmpty();
    const QString name = thai ? m_profile.name : m_profile.nameEn;
    m_hospital->setText(m_profile.code.isEmpty() ? name : name % u"  "_s % m_profile.code);
    m_connection->setText(m_profile.connection.describe());
    m_environment->setText(wordFor(m_profile.environment));
    const StripColours colours = Theme::strip(m_profile.environment);
    m_hospital->setFont(Theme::instance().headingFont(1.2));
    m_environment->setFont(Theme::instance().headingFont(1.1));
    for (QLabel *label :
         {static_cast<QLabel *>(m_hospital), static_cast<QLabel *>(m_connection), m_environment})
        setColour(label, colours.text);
    m_environment->setAccessibleName(Tr::tr("Environment: %1").arg(wordFor(m_profile.environment)));
    m_hospital->setAccessibleName(Tr::tr("Hospital: %1").arg(m_hospital->text()));
    m_connection->setAccessibleName(Tr::tr("Connection: %1").arg(m_connection->text()));
    update();
}

void SiteHeader::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), Theme::strip(m_profile.environment).background);
}

void SiteHeader::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::PaletteChange
        || event->type() == QEvent::FontChange)
        QMetaObject::invokeMethod(this, &SiteHeader::showProfile, Qt::QueuedConnection);
    QFrame::changeEvent(event);
}

} // namespace aegisx::ui
