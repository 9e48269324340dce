#include "ui/dialogs/movealong.h"

#include "core/base/tr.h"
#include "core/inspection/objectname.h"
#include "ui/theme/spacing.h"
#include "ui/widgets/card.h"
#include "ui/widgets/hintedcheckbox.h"

#include <QCheckBox>
#include <QVBoxLayout>

#include <algorithm>

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using inspection::Misplaced;
using inspection::MoveAnalysis;
using inspection::Related;
using inspection::RelatedKind;
using modules::ObjectKind;

namespace {

// Of a function, whatever its arguments: the types among them may be written in two ways.
QString bareName(const QString &identity)
{
    const auto name = inspection::parseObjectName(identity);
    return name ? name->schema.folded() % QChar(0) % name->name.folded() : identity;
}

bool mayBeTicked(RelatedKind kind)
{
    return kind == RelatedKind::Function || kind == RelatedKind::Type
        || kind == RelatedKind::Sequence || kind == RelatedKind::Partition;
}

RelatedKind kindOf(ObjectKind kind)
{
    switch (kind) {
    case ObjectKind::Function:
        return RelatedKind::Function;
    case ObjectKind::Type:
    case ObjectKind::Domain:
        return RelatedKind::Type;
    case ObjectKind::Sequence:
        return RelatedKind::Sequence;
    default:
        return RelatedKind::Other; // a table or a view has a row of its own in the list
    }
}

QString wordFor(RelatedKind kind)
{
    switch (kind) {
    case RelatedKind::Function:
        return Tr::tr("function");
    case RelatedKind::Sequence:
        return Tr::tr("sequence");
    case RelatedKind::Partition:
        return Tr::tr("partition");
    default:
        return Tr::tr("type");
    }
}

} // namespace

MoveAlong::MoveAlong(QWidget *parent)
    : QWidget(parent), m_card(new Card(this)), m_column(m_card->body())
{
    setObjectName(u"moveAlong"_s);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins({});
    whole->addWidget(m_card);
    m_column->setSpacing(spacing::Small);
    hide();
}

QList<MoveAlong::Entry> MoveAlong::entriesOf(const QList<MoveAnalysis> &moves,
                                             const QStringList &objects) const
{
    QList<Entry> entries;
    for (const MoveAnalysis &move : moves) {
        for (const Related &one : move.leftBehind) {
            const bool asked = std::any_of(moves.begin(), moves.end(), [&](const auto &other) {
                return other.identity == one.identity && objects.contains(other.asked);
            });
            if (asked || !mayBeTicked(one.kind))
                continue;
            auto entry = std::find_if(entries.begin(), entries.end(), [&one](const Entry &known) {
                return known.identity == one.identity;
            });
            if (entry == entries.end())
                entry = entries.insert(entries.end(), {one.identity, one.kind, {}, false});
            entry->usedBy << move.identity;
        }
    }
    return entries;
}

void MoveAlong::addMisplaced(QList<Entry> &entries,
                             const QList<MoveAnalysis> &moves,
                             const QList<Misplaced> &misplaced)
{
    for (const Misplaced &object : misplaced) {
        const auto target = inspection::parseSchemaName(object.toSchema);
        const bool sameTarget =
            target && !moves.isEmpty() && target->folded() == moves.first().toSchema;
        if (!sameTarget || kindOf(object.kind) == RelatedKind::Other)
            continue;
        const auto entry = std::find_if(entries.begin(), entries.end(), [&](const Entry &known) {
            return bareName(known.identity) == bareName(object.found);
        });
        if (entry != entries.end())
            entry->ticked = true;
        else
            entries.append({object.found, kindOf(object.kind), {}, false});
    }
}

void MoveAlong::offer(const QList<MoveAnalysis> &moves,
                      const QStringList &objects,
                      const QList<Misplaced> &misplaced)
{
    QList<Entry> entries = entriesOf(moves, objects);
    addMisplaced(entries, moves, misplaced);
    for (Entry &entry : entries) {
        if (!m_chosen.contains(entry.identity))
            m_chosen.insert(entry.identity, entry.ticked);
        entry.ticked = m_chosen.value(entry.identity);
    }
    if (entries != m_entries)
        show(entries);
}

// Boxes stay where they are for the same objects, so that the focus stays as well.
void MoveAlong::show(const QList<Entry> &entries)
{
    const bool same = std::equal(
        entries.begin(),
        entries.end(),
        m_entries.begin(),
        m_entries.end(),
        [](const Entry &left, const Entry &right) { return left.identity == right.identity; });
    m_entries = entries;
    if (!same) {
        qDeleteAll(m_boxes);
        m_boxes.clear();
        for (qsizetype i = 0; i < entries.size(); ++i) {
            auto *box = new HintedCheckBox(u"moveAlongCheckBox%1"_s.arg(i), this);
            m_column->addWidget(box);
            m_boxes.append(box);
            connect(box, &HintedCheckBox::clicked, this, [this, i](bool ticked) {
                m_entries[i].ticked = ticked;
                m_chosen.insert(m_entries.at(i).identity, ticked);
                Q_EMIT changed();
            });
        }
    }
    for (qsizetype i = 0; i < m_entries.size(); ++i)
        m_boxes.at(i)->setChecked(m_entries.at(i).ticked);
    setVisible(!m_entries.isEmpty());
    retranslate();
}

void MoveAlong::forget()
{
    m_chosen.clear();
    show({});
}

QStringList MoveAlong::ticked() const
{
    QStringList identities;
    for (const Entry &entry : m_entries) {
        if (entry.ticked)
            identities << entry.identity;
    }
    return identities;
}

void MoveAlong::retranslate()
{
    m_card->setTitle(Tr::tr("Move along as well"));
    for (qsizetype i = 0; i < m_entries.size(); ++i) {
        const Entry &entry = m_entries.at(i);
        const QString hint = entry.usedBy.isEmpty()
            ? Tr::tr("Stands in the wrong schema as well (%1)").arg(wordFor(entry.kind))
            : Tr::tr("%1, used by: %2").arg(wordFor(entry.kind), entry.usedBy.join(u", "_s));
        m_boxes.at(i)->setTexts(entry.identity, hint);
    }
}

} // namespace aegisx::ui
