#include "core/base/tr.h"
#include "ui/pages/findinglist.h"
#include "ui/pages/planoptions.h"
#include "ui/pages/planparts.h"
#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/foldout.h"
#include "ui/widgets/hintedcheckbox.h"
#include "ui/widgets/wrappedlabel.h"

#include <QBoxLayout>
#include <QFileInfo>
#include <QPlainTextEdit>
#include <QPushButton>

// The part of planparts.h that is shown where there is no plan.

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using operations::Request;

namespace {

// Of a file that cannot be read as what it should be; its folder stands in the details.
QString placeSentence(const Error &error)
{
    const SourcePosition &where = error.detail.where;
    return where.file.isEmpty() || where.line <= 0
        ? QString()
        : Tr::tr("In the file %1, line %2.")
                .arg(QFileInfo(where.file).fileName(), QString::number(where.line))
            % u' ';
}

} // namespace

RefusalView::RefusalView(QWidget *parent)
    : QWidget(parent)
    , m_banner(new Banner(this))
    , m_remedy(new WrappedLabel(this))
    , m_force(new HintedCheckBox(u"forceUnlockCheckBox"_s, this))
    , m_locks(new QPushButton(icon(Icon::Lock), {}, this))
    , m_findings(new FindingList(this))
    , m_details(new Foldout(this))
    , m_words(new QPlainTextEdit(this))
{
    setObjectName(u"refusalView"_s);
    m_banner->setObjectName(u"refusalBanner"_s);
    m_remedy->setObjectName(u"refusalRemedyLabel"_s);
    m_remedy->setSelectable(true);
    m_details->setObjectName(u"refusalFoldout"_s);
    m_words->setObjectName(u"refusalPlainTextEdit"_s);
    m_words->setReadOnly(true);
    m_words->setTabChangesFocus(true);
    m_details->body()->addWidget(m_words);
    m_findings->setOffered({FindingList::Remedy::ReleaseLock});
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(spacing::Medium);
    layout->addWidget(m_banner);
    layout->addWidget(m_remedy);
    layout->addWidget(m_force);
    layout->addWidget(m_locks, 0, Qt::AlignLeft);
    layout->addWidget(m_findings);
    layout->addWidget(m_details);
    layout->addStretch(1);
    m_locks->setObjectName(u"showLocksPushButton"_s);
    connect(m_locks, &QPushButton::clicked, this, &RefusalView::locksRequested);
    connect(m_force, &HintedCheckBox::clicked, this, [this](bool checked) {
        Q_EMIT requestChanged(withForce(m_request, checked));
    });
    connect(m_findings,
            &FindingList::remedyRequested,
            this,
            [this](FindingList::Remedy remedy, const Finding &finding) {
                if (remedy == FindingList::Remedy::ReleaseLock)
                    Q_EMIT requestChanged(operations::UnlockRequest {finding.module, false});
            });
}

void RefusalView::setRefusal(const Request &request,
                             const Error &error,
                             std::shared_ptr<const SiteSnapshot> snapshot)
{
    m_request = request;
    m_error = error;
    m_snapshot = std::move(snapshot);
    Findings stopping;
    if (m_snapshot) {
        for (const Finding &finding : m_snapshot->state.findings) {
            // The error says the first of them already.
            if (finding.severity == Severity::Error && finding.message != error.message)
                stopping.append(finding);
        }
    }
    m_findings->setFindings(stopping);
    m_findings->setVisible(!stopping.isEmpty() && !mayForceUnlock());
    m_force->setChecked(false);
    m_force->setVisible(mayForceUnlock());
    m_locks->setVisible(error.kind == ErrorKind::Locked);
    m_details->setOpen(mayForceUnlock()); // who is at work is part of what a person decides by
    retranslate();
}

bool RefusalView::mayForceUnlock() const
{
    const auto *unlock = std::get_if<operations::UnlockRequest>(&m_request);
    const auto *module =
        unlock != nullptr && m_snapshot ? m_snapshot->state.find(unlock->module) : nullptr;
    return module != nullptr && m_error.kind == ErrorKind::Refused
        && module->lock.state == inspection::LockState::Unknown
        && plans::planUnlock(m_snapshot->state, unlock->module, true); // not where a right lacks
}

void RefusalView::retranslate()
{
    if (m_banner->sentence() != m_error.message) // else a screen reader would say it again
        m_banner->setMessage(
            Meaning::Danger, m_error.message, placeSentence(m_error) % m_error.consequence);
    m_remedy->setText(m_error.remedy);
    m_remedy->setVisible(!m_error.remedy.isEmpty());
    describeForce(m_force);
    m_locks->setText(Tr::tr("Who holds the lock..."));
    m_findings->retranslate();
    const QStringList lines = m_error.detailLines();
    m_words->setPlainText(lines.join(u'\n'));
    m_words->setFont(Theme::instance().fixedFont());
    m_words->setMinimumHeight(6 * fontMetrics().height());
    m_words->setAccessibleName(Tr::tr("The server's own words"));
    m_details->setTitle(Tr::tr("Details"));
    m_details->setVisible(!lines.isEmpty());
}

} // namespace aegisx::ui
