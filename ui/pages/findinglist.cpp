#include "ui/pages/findinglist.h"

#include "core/base/tr.h"
#include "ui/models/statelooks.h"
#include "ui/theme/spacing.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/wrappedlabel.h"

#include <QBoxLayout>
#include <QPushButton>

#include <algorithm>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

namespace {

QString textOf(FindingList::Remedy remedy)
{
    switch (remedy) {
    case FindingList::Remedy::ReleaseLock:
        return Tr::tr("Release lock...");
    case FindingList::Remedy::EditProfile:
        return Tr::tr("Correct the site's profile...");
    case FindingList::Remedy::SetEnvironment:
        return Tr::tr("Change what the database says...");
    case FindingList::Remedy::MarkCompleted:
        return Tr::tr("Mark as completed...");
    case FindingList::Remedy::MarkPending:
        return Tr::tr("Mark as pending...");
    case FindingList::Remedy::MoveObjects:
        return Tr::tr("Move...");
    case FindingList::Remedy::SeeEvidence:
        return Tr::tr("See the evidence");
    case FindingList::Remedy::CreateAdministrator:
        return Tr::tr("Create the administrator...");
    case FindingList::Remedy::LoadSeeds:
        return Tr::tr("Load reference data...");
    }
    return {};
}

QString nameOf(FindingList::Remedy remedy)
{
    switch (remedy) {
    case FindingList::Remedy::ReleaseLock:
        return u"releaseLockPushButton"_s;
    case FindingList::Remedy::EditProfile:
        return u"editProfilePushButton"_s;
    case FindingList::Remedy::SetEnvironment:
        return u"setEnvironmentPushButton"_s;
    case FindingList::Remedy::MarkCompleted:
        return u"markCompletedPushButton"_s;
    case FindingList::Remedy::MarkPending:
        return u"markPendingPushButton"_s;
    case FindingList::Remedy::MoveObjects:
        return u"moveObjectsPushButton"_s;
    case FindingList::Remedy::SeeEvidence:
        return u"seeEvidencePushButton"_s;
    case FindingList::Remedy::CreateAdministrator:
        return u"createAdministratorPushButton"_s;
    case FindingList::Remedy::LoadSeeds:
        return u"loadSeedsPushButton"_s;
    }
    return {};
}

} // namespace

FindingList::FindingList(QWidget *parent) : QWidget(parent)
{
    setObjectName(u"findingList"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(spacing::Large);
}

QList<FindingList::Remedy> FindingList::remediesOf(const Finding &finding)
{
    if (finding.id == "lock-stale"_L1 || finding.id == "lock-unknown"_L1)
        return {Remedy::ReleaseLock};
    if (finding.id == "environment-mismatch"_L1)
        return {Remedy::EditProfile, Remedy::SetEnvironment};
    if (finding.id == "seeds-not-loaded"_L1)
        return {Remedy::LoadSeeds};
    if (finding.id == "no-administrator"_L1)
        return {Remedy::CreateAdministrator};
    if (finding.id == "evidence-not-recorded"_L1)
        return {Remedy::MarkCompleted, Remedy::SeeEvidence};
    if (finding.id == "evidence-not-there"_L1)
        return {Remedy::MarkPending, Remedy::SeeEvidence};
    if (finding.id == "evidence-misplaced"_L1)
        return {Remedy::MoveObjects, Remedy::SeeEvidence};
    const QStringList others {u"evidence-conflict"_s,
                              u"evidence-half-there"_s,
                              u"evidence-half-run"_s,
                              u"evidence-wrong-schema"_s};
    if (others.contains(finding.id))
        return {Remedy::SeeEvidence};
    return {};
}

// Rows stay where the findings are the same, so that the focus stays as well.
bool FindingList::setFindings(const Findings &findings)
{
    const bool same = std::equal(findings.begin(),
                                 findings.end(),
                                 m_findings.begin(),
                                 m_findings.end(),
                                 [](const Finding &left, const Finding &right) {
                                     return left.id == right.id && left.module == right.module
                                         && left.name == right.name;
                                 });
    m_findings = findings;
    if (!same) {
        for (const Row &row : std::as_const(m_rows))
            delete row.widget;
        m_rows.clear();
        for (const Finding &finding : findings)
            addRow(finding, m_rows.isEmpty());
    }
    retranslate();
    return !same;
}

void FindingList::addRow(const Finding &finding, bool first)
{
    auto *widget = new QWidget(this);
    widget->setObjectName(u"finding_"_s % finding.id);
    Row row {widget, new StatePill(widget), new WrappedLabel(widget), new WrappedLabel(widget), {}};
    row.pill->setObjectName(u"findingPill"_s);
    row.message->setObjectName(u"findingMessageLabel"_s);
    row.remedy->setObjectName(u"findingRemedyLabel"_s);
    row.message->setSelectable(true);
    row.remedy->setSelectable(true);
    row.remedy->setMuted(true);
    auto *column = new QVBoxLayout(widget);
    column->setContentsMargins(0, first ? 0 : spacing::Tiny, 0, 0);
    column->setSpacing(spacing::Tiny);
    column->addWidget(row.pill);
    column->addWidget(row.message);
    column->addWidget(row.remedy);
    auto *buttons = new FlowLayout;
    const QList<Remedy> remedies = remediesOf(finding);
    const auto index = m_rows.size();
    for (const Remedy remedy : remedies) {
        if (m_offered && !m_offered->contains(remedy))
            continue;
        auto *button = new QPushButton(widget);
        button->setObjectName(nameOf(remedy));
        buttons->addWidget(button);
        row.buttons.append({remedy, button});
        connect(button, &QPushButton::clicked, this, [this, remedy, index] {
            Q_EMIT remedyRequested(remedy, Finding(m_findings.at(index)));
        });
    }
    column->addLayout(buttons);
    layout()->addWidget(widget);
    m_rows.append(row);
}

void FindingList::setObstacles(const Obstacle &obstacle)
{
    for (qsizetype i = 0; i < m_rows.size(); ++i) {
        for (const auto &[remedy, button] : m_rows.at(i).buttons) {
            const QString why = obstacle(remedy, m_findings.at(i));
            button->setEnabled(why.isEmpty());
            button->setToolTip(why);
            button->setAccessibleDescription(why);
        }
    }
}

void FindingList::retranslate()
{
    for (qsizetype i = 0; i < m_rows.size(); ++i) {
        const Finding &finding = m_findings.at(i);
        const Row &row = m_rows.at(i);
        row.pill->setState(lookOf(finding.severity));
        row.message->setText(finding.message);
        row.remedy->setText(finding.remedy);
        row.remedy->setVisible(!finding.remedy.isEmpty());
        for (const auto &[remedy, button] : row.buttons)
            button->setText(textOf(remedy));
    }
}

} // namespace aegisx::ui
