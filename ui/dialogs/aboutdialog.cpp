#include "ui/dialogs/aboutdialog.h"

#include "core/base/tr.h"
#include "core/base/version.h"
#include "core/modules/modulecatalog.h"
#include "core/postgres/connection.h"
#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"
#include "ui/widgets/keyvaluegrid.h"
#include "ui/widgets/sectionheading.h"
#include "ui/widgets/taborder.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

AboutDialog::AboutDialog(const AppContext &context, QWidget *parent)
    : QDialog(parent), m_context(context)
{
    setObjectName(u"aboutDialog"_s);
    buildUi();
    retranslate();
}

void AboutDialog::buildUi()
{
    auto *picture = new QLabel(this);
    const int side = 4 * fontMetrics().height();
    picture->setPixmap(programIcon().pixmap(QSize(side, side), devicePixelRatioF()));
    m_name = new SectionHeading(SectionHeading::Level::Page, this);
    m_name->setObjectName(u"nameLabel"_s);
    m_purpose = new WrappedLabel(this);
    m_purpose->setObjectName(u"purposeLabel"_s);
    m_versions = new KeyValueGrid(this);
    m_versions->setObjectName(u"versionsKeyValueGrid"_s);
    m_licences = new WrappedLabel(this);
    m_licences->setObjectName(u"licencesLabel"_s);
    m_licences->setMuted(true);
    m_licences->setSelectable(true);
    m_buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_buttons->setObjectName(u"aboutDialogButtonBox"_s);
    m_buttons->button(QDialogButtonBox::Close)->setObjectName(u"closePushButton"_s);
    m_copy = m_buttons->addButton(QString(), QDialogButtonBox::ActionRole);
    m_copy->setObjectName(u"copyVersionsPushButton"_s);
    m_copy->setIcon(icon(Icon::Copy));
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_copy, &QPushButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(versionsText());
    });

    auto *texts = new QVBoxLayout;
    texts->setSpacing(spacing::Medium);
    for (QWidget *widget : {static_cast<QWidget *>(m_name),
                            static_cast<QWidget *>(m_purpose),
                            static_cast<QWidget *>(m_versions),
                            static_cast<QWidget *>(m_licences)})
        texts->addWidget(widget);
    auto *top = new QHBoxLayout;
    top->setSpacing(spacing::Large);
    top->addWidget(picture, 0, Qt::AlignTop);
    top->addLayout(texts, 1);
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(spacing::Huge, spacing::Huge, spacing::Huge, spacing::Large);
    all->setSpacing(spacing::Large);
    all->addLayout(top, 1);
    all->addWidget(m_buttons);
    setMinimumWidth(40 * fontMetrics().averageCharWidth() + 2 * side);
}

void AboutDialog::retranslate()
{
    setWindowTitle(Tr::tr("About AegisX Site Manager"));
    m_name->setText(Tr::tr("AegisX Site Manager"));
    m_purpose->setText(Tr::tr("Looks after the database of AegisX sites."));
    m_versions->clear();
    m_versions->addRow(u"program"_s, Tr::tr("Program"), QString::fromLatin1(programVersion));
    m_versions->addRow(u"qt"_s, u"Qt"_s, QString::fromLatin1(qVersion()));
    m_versions->addRow(u"libpq"_s, u"libpq"_s, postgres::clientLibraryVersion());
    const auto catalog = modules::loadCatalog(m_context.moduleFolders());
    for (const modules::Module &module : catalog.modules)
        m_versions->addRow(module.manifest.id,
                           module.manifest.title(currentLanguage() == Language::Thai),
                           module.manifest.version);
    m_licences->setText(
        Tr::tr("AegisX Site Manager: MIT licence. It uses Qt (LGPL 3), libpq (PostgreSQL licence), "
               "QtKeychain (BSD), libpg_query (BSD), tl::expected (CC0), nlohmann/json (MIT), and "
               "the Noto fonts (SIL OFL)."));
    m_copy->setText(Tr::tr("Copy versions"));
}

QString AboutDialog::versionsText() const
{
    QStringList lines;
    for (int row = 0; row < m_versions->rowCount(); ++row)
        lines.append(m_versions->labelAt(row)->text() % u": "_s % m_versions->value(row));
    return lines.join(u'\n');
}

bool AboutDialog::focusNextPrevChild(bool next)
{
    return focusNeighbour(this, next);
}

void AboutDialog::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QDialog::changeEvent(event);
}

} // namespace aegisx::ui
