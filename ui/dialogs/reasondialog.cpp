#include "ui/dialogs/reasondialog.h"

#include "core/base/tr.h"
#include "core/plans/planmark.h"
#include "ui/models/evidencemodel.h"
#include "ui/widgets/wrappedlabel.h"

#include <QBoxLayout>
#include <QHash>
#include <QLineEdit>
#include <QPushButton>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostListed = 6;
constexpr qsizetype mostObjects = 4; // of each

QString bulleted(const QString &line)
{
    return u"    \u2022 "_s % line;
}

} // namespace

ReasonDialog::ReasonDialog(const sites::SiteProfile &profile,
                           const plans::MarkRequest &request,
                           const QList<inspection::MigrationEvidence> &unproven,
                           QWidget *parent)
    : SiteDialog(profile, parent)
    , m_request(request)
    , m_unproven(unproven)
    , m_why(new WrappedLabel(this))
    , m_list(new WrappedLabel(this))
    , m_wish(new WrappedLabel(this))
    , m_reason(new QLineEdit(this))
{
    setObjectName(u"reasonDialog"_s);
    buildUi();
    connect(m_reason, &QLineEdit::textChanged, this, &ReasonDialog::followTyping);
    connect(goButton(), &QPushButton::clicked, this, [this] {
        m_request.reason = m_reason->text().trimmed();
        Q_EMIT given(m_request);
        accept();
    });
    ReasonDialog::retranslate();
    m_reason->setFocus();
}

void ReasonDialog::buildUi()
{
    m_why->setObjectName(u"reasonWhyLabel"_s);
    m_list->setObjectName(u"reasonListLabel"_s);
    m_list->setSelectable(true);
    m_list->setTextFormat(Qt::PlainText);
    m_wish->setObjectName(u"reasonWishLabel"_s);
    m_wish->setBuddy(m_reason);
    m_reason->setObjectName(u"reasonLineEdit"_s);
    goButton()->setObjectName(u"showPlanPushButton"_s);
    goButton()->setDefault(true);
    for (QWidget *widget : QList<QWidget *> {m_why, m_list, m_wish, m_reason})
        content()->addWidget(widget);
    content()->addStretch(1);
}

// What the evidence says, and below it the names, each on a line of its own, as Thai lines break
// badly behind Latin words; below a name the objects that speak against it.
QString ReasonDialog::listText() const
{
    const auto listed = m_unproven.first(qMin(mostListed, m_unproven.size()));
    QStringList sentences;
    QHash<QString, QStringList> names;
    for (const inspection::MigrationEvidence &one : listed) {
        const QString sentence = evidenceSentence(one);
        if (!names.contains(sentence))
            sentences << sentence;
        const QStringList objects = plans::objectsAgainst(one, m_request.pending);
        names[sentence] << one.name;
        for (const QString &object : objects.first(qMin(mostObjects, objects.size())))
            names[sentence] << bulleted(object);
        if (objects.size() > mostObjects)
            names[sentence] << bulleted(
                Tr::tr("and %n more", nullptr, static_cast<int>(objects.size() - mostObjects)));
    }
    QStringList lines;
    for (const QString &sentence : std::as_const(sentences))
        lines << sentence << names.value(sentence);
    const auto more = m_unproven.size() - listed.size();
    if (more > 0)
        lines << Tr::tr("and %n more", nullptr, static_cast<int>(more));
    return lines.join(u'\n');
}

void ReasonDialog::retranslate()
{
    SiteDialog::retranslate();
    setWindowTitle(m_request.pending ? Tr::tr("Mark as pending") : Tr::tr("Mark as completed"));
    const int count = static_cast<int>(m_unproven.size());
    m_why->setText(
        m_request.pending
            ? Tr::tr("Not proved by the database to be undone: %n migration(s).", nullptr, count)
            : Tr::tr("Not proved by the database to be done: %n migration(s).", nullptr, count));
    m_list->setText(listText());
    m_wish->setText(Tr::tr("If you know better, say why. The audit trail keeps the reason."));
    m_reason->setAccessibleName(Tr::tr("Reason"));
    m_reason->setPlaceholderText(Tr::tr("Reason"));
    goButton()->setText(Tr::tr("Show the plan"));
    followTyping();
}

void ReasonDialog::followTyping()
{
    const bool typed = !m_reason->text().trimmed().isEmpty();
    goButton()->setEnabled(typed);
    goButton()->setToolTip(typed ? QString() : Tr::tr("Type a reason first."));
    goButton()->setAccessibleDescription(goButton()->toolTip());
}

} // namespace aegisx::ui
