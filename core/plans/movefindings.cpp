#include "core/plans/movefindings.h"

#include "core/base/tr.h"
#include "core/inspection/evidence.h"
#include "core/plans/movewarnings.h"

#include <algorithm>
#include <iterator>

namespace aegisx::plans {

using namespace Qt::StringLiterals;
using inspection::MoveAnalysis;
using inspection::MoveConflict;
using inspection::Related;
using inspection::RelatedKind;
using inspection::RowCount;
using inspection::TableSide;

namespace {

QString countText(const RowCount &count)
{
    if (!count.rows)
        return Tr::tr("an unknown number of rows");
    const int rows = static_cast<int>(std::min<qint64>(*count.rows, 2'000'000'000));
    return count.exact ? Tr::tr("%n row(s)", nullptr, rows)
                       : Tr::tr("about %n row(s)", nullptr, rows);
}

QString sideText(const TableSide &side)
{
    QStringList columns;
    for (const inspection::ColumnType &column : side.columns)
        columns << column.name % u' ' % column.type;
    return Tr::tr("%1: %2; columns: %3.")
        .arg(side.identity, countText(side.count), columns.join(u", "_s));
}

class Notes
{
public:
    // broken: what cannot be said to keep working.
    Notes(const MoveAnalysis &move, const QSet<QString> &broken, Findings &findings)
        : m_move(move), m_broken(broken), m_findings(findings)
    {
    }

    void all(const inspection::SiteState &state, const QStringList &moving);

private:
    void add(Severity severity, const QString &id, const QString &message, const QString &remedy)
    {
        m_findings.append({severity, id, {}, m_move.identity, message, remedy, {}});
    }
    void bookkeeping(const inspection::SiteState &state);
    void place(const inspection::SiteState &state);
    void rights();
    void conflicts();
    void conflict(const MoveConflict &conflict);
    void mentions();
    void leftBehind(const QStringList &moving);
    void sessions();
    void related();
    void rows();
    [[nodiscard]] QStringList named(const QList<Related> &list,
                                    std::initializer_list<RelatedKind> kinds) const;

    const MoveAnalysis &m_move;
    const QSet<QString> &m_broken;
    Findings &m_findings;
};

bool isOfTheServer(const QString &schema)
{
    return schema == "information_schema"_L1 || schema.startsWith("pg_"_L1);
}

// knex's two tables of a module, wherever they are kept.
bool isBookkeeping(const MoveAnalysis &move, const inspection::SiteState &state)
{
    return std::any_of(state.modules.begin(), state.modules.end(), [&move](const auto &module) {
        return module.tracked && move.schema == module.table.schema
            && (move.name == module.table.name || move.name == module.table.lockName());
    });
}

// What this program and knex look for where it is.
void Notes::bookkeeping(const inspection::SiteState &state)
{
    const QString &name = m_move.identity;
    if (isBookkeeping(m_move, state))
        add(Severity::Error,
            u"move-bookkeeping"_s,
            Tr::tr("This is the list of migrations itself, or belongs to it; it stays where it is: "
                   "%1")
                .arg(name),
            Tr::tr("knex and this program would not find it elsewhere and run every migration "
                   "again."));
    if (m_move.schema == tracking::siteSchema)
        add(Severity::Error,
            u"move-bookkeeping"_s,
            Tr::tr("This belongs to the audit trail of this program; it stays where it is: %1")
                .arg(name),
            Tr::tr("This program would not find it elsewhere."));
}

void Notes::place(const inspection::SiteState &state)
{
    const QString &name = m_move.identity;
    bookkeeping(state);
    if (isOfTheServer(m_move.schema) || isOfTheServer(m_move.toSchema)
        || m_move.toSchema == tracking::siteSchema)
        add(Severity::Error,
            u"move-system-schema"_s,
            Tr::tr("Nothing is moved into or out of the schemas of the server and of this program: "
                   "%1")
                .arg(name),
            Tr::tr("Name a schema of the modules."));
    else if (!m_move.targetExists)
        add(Severity::Error,
            u"move-no-schema"_s,
            Tr::tr("The database has no such schema: %1").arg(m_move.toSchema),
            Tr::tr("Run the migration that creates the schema first, or correct the name."));
    if (!m_move.ownerTable.isEmpty())
        add(Severity::Error,
            u"move-owned-sequence"_s,
            Tr::tr("The sequence %1 moves only together with its table: %2")
                .arg(name, m_move.ownerTable),
            Tr::tr("Move the table; its sequence goes with it."));
    if (!m_move.extension.isEmpty())
        add(Severity::Error,
            u"move-extension"_s,
            Tr::tr("%1 is a part of an extension: %2").arg(name, m_move.extension),
            Tr::tr("An extension moves as a whole; ask the vendor."));
}

void Notes::rights()
{
    if (!m_move.rights.mayAlter)
        add(Severity::Error,
            u"move-not-owner"_s,
            Tr::tr("The user may not move %1; its owner is: %2")
                .arg(m_move.identity, m_move.rights.owner),
            Tr::tr("Connect as the owner, or as a member of that role."));
    if (m_move.targetExists && !m_move.rights.mayCreate)
        add(Severity::Error,
            u"move-no-create"_s,
            Tr::tr("The user may not create anything in the schema: %1").arg(m_move.toSchema),
            Tr::tr("Ask for CREATE on the schema, or connect as its owner."));
    if (!m_move.rights.losing.isEmpty())
        add(Severity::Warning,
            u"move-roles-shut-out"_s,
            Tr::tr("These users can use %1 now, and not after the move, as they may not use the "
                   "schema %2: %3")
                .arg(m_move.identity, m_move.toSchema, listed(m_move.rights.losing)),
            Tr::tr("Grant them USAGE on the schema: %1").arg(m_move.toSchema));
}

void Notes::conflict(const MoveConflict &conflict)
{
    if (!conflict.ours || !conflict.theirs) {
        add(Severity::Error,
            u"move-name-taken"_s,
            Tr::tr("To move %1, a name is needed that is taken in the schema: %2 %3")
                .arg(m_move.identity, inspection::wordFor(conflict.kind), conflict.identity),
            Tr::tr("Nothing is overwritten. Find out which of the two is needed; the other one has "
                   "to be renamed first."));
        return;
    }
    QStringList lines {Tr::tr("Both tables are there, and neither is overwritten: %1 and %2.")
                           .arg(conflict.ours->identity, conflict.theirs->identity),
                       sideText(*conflict.ours),
                       sideText(*conflict.theirs)};
    const auto onlyIn = [&lines](const TableSide &side, const QStringList &columns) {
        if (!columns.isEmpty())
            lines << Tr::tr("Only in %1: %2").arg(side.identity, columns.join(u", "_s));
    };
    onlyIn(*conflict.ours, conflict.onlyOurs());
    onlyIn(*conflict.theirs, conflict.onlyTheirs());
    if (const QStringList columns = conflict.differentTypes(); !columns.isEmpty())
        lines << Tr::tr("Of another type: %1").arg(columns.join(u", "_s));
    if (lines.size() == 3)
        lines << Tr::tr("Both have the same columns.");
    add(Severity::Error,
        u"move-table-there"_s,
        lines.join(u'\n'),
        Tr::tr("Find out which of the two tables the hospital works with. The other one has to be "
               "renamed or removed first; ask the vendor."));
}

void Notes::conflicts()
{
    // Of two tables of one name the indexes are in the way as well: that goes without saying.
    const bool tables = !m_move.conflicts.isEmpty() && m_move.conflicts.first().ours;
    for (const MoveConflict &one : m_move.conflicts) {
        if (!tables || one.ours)
            conflict(one);
    }
}

void Notes::mentions()
{
    QStringList named;
    QStringList bare;
    QStringList defaults;
    for (const inspection::TextMention &mention : m_move.mentions) {
        QStringList &list = mention.isDefault ? defaults : mention.qualified ? named : bare;
        if (!list.contains(mention.identity))
            list << mention.identity;
    }
    if (!named.isEmpty())
        add(Severity::Warning,
            u"move-named-in-function"_s,
            Tr::tr("The text of these functions names %1 with its schema and would fail after the "
                   "move: %2")
                .arg(m_move.identity, listed(named)),
            Tr::tr("The vendor must change the functions at the same time."));
    if (!bare.isEmpty())
        add(Severity::Warning,
            u"move-found-by-path"_s,
            Tr::tr("The text of these functions names %1 without a schema, and their search_path "
                   "would not find it after the move: %2")
                .arg(m_move.identity, listed(bare)),
            Tr::tr("Add the schema to the search_path of the functions or of their users, or ask "
                   "the vendor."));
    if (!defaults.isEmpty())
        add(Severity::Warning,
            u"move-named-in-default"_s,
            Tr::tr("The default of these columns names %1, or a sequence of its, as a text and "
                   "would fail after the move: %2")
                .arg(m_move.identity, listed(defaults)),
            Tr::tr("The vendor must change the defaults at the same time."));
}

void Notes::leftBehind(const QStringList &moving)
{
    QStringList names;
    for (const Related &one : m_move.leftBehind) {
        if (!moving.contains(one.identity) && !m_broken.contains(one.identity))
            names << one.identity;
    }
    if (!names.isEmpty())
        add(Severity::Info,
            u"move-left-behind"_s,
            Tr::tr("These are used by %1, stay in the schema %2 and keep working: %3")
                .arg(m_move.identity, m_move.schema, listed(names)),
            Tr::tr("To move them as well, name them in the same move."));
}

void Notes::sessions()
{
    if (m_move.sessions.isEmpty())
        return;
    QStringList lines;
    for (const inspection::SessionInfo &session : m_move.sessions)
        lines << session.describe();
    add(Severity::Warning,
        u"move-in-use"_s,
        Tr::tr("%1 is in use now; the move waits until these sessions have ended their "
               "transactions: %2")
            .arg(m_move.identity, lines.join(u"; "_s)),
        Tr::tr("Close the programs, or choose a quieter time. While the move waits, others wait "
               "behind it."));
}

QStringList Notes::named(const QList<Related> &list, std::initializer_list<RelatedKind> kinds) const
{
    QStringList names;
    for (const Related &one : list) {
        if (std::find(kinds.begin(), kinds.end(), one.kind) != kinds.end())
            names << one.identity;
    }
    names.removeDuplicates(); // a key's constraint and its index have one name
    return names;
}

void Notes::related()
{
    const auto note = [this](const QString &id, const QString &text, const QStringList &names) {
        if (!names.isEmpty())
            add(Severity::Info, id, text.arg(m_move.identity, listed(names)), {});
    };
    note(u"move-takes-along"_s,
         Tr::tr("With %1 go: %2"),
         named(m_move.along,
               {RelatedKind::Index,
                RelatedKind::OwnedSequence,
                RelatedKind::Trigger,
                RelatedKind::Policy,
                RelatedKind::Rule,
                RelatedKind::Constraint,
                RelatedKind::ForeignKey}));
    QList<Related> others = m_move.references;
    others.removeIf([this](const Related &one) {
        return one.kind == RelatedKind::SchemaPublication || m_broken.contains(one.identity);
    });
    QStringList names;
    for (const Related &one : std::as_const(others))
        names << one.identity;
    note(u"move-keeps-working"_s, Tr::tr("These refer to %1 itself and keep working: %2"), names);
    const QStringList published = named(m_move.references, {RelatedKind::SchemaPublication});
    if (!published.isEmpty())
        add(Severity::Warning,
            u"move-publication"_s,
            Tr::tr("These publications hold every table of a schema; the move changes whether %1 "
                   "is replicated: %2")
                .arg(m_move.identity, listed(published)),
            Tr::tr("Look after the replication when the move is done."));
    rows();
}

void Notes::rows()
{
    if (m_move.count.hidden)
        add(Severity::Info,
            u"move-rows"_s,
            Tr::tr("How many rows %1 holds cannot be known, as row security hides some from this "
                   "user: that the table keeps its file is checked instead.")
                .arg(m_move.identity),
            {});
    if (m_move.count.rows)
        add(Severity::Info,
            u"move-rows"_s,
            m_move.count.exact
                ? Tr::tr("%1 holds %2; they are counted again before and after the move, and it "
                         "is undone if a row is missing.")
                      .arg(m_move.identity, countText(m_move.count))
                : Tr::tr("%1 holds %2, too many to be counted while it is locked: that the table "
                         "keeps its file is checked instead.")
                      .arg(m_move.identity, countText(m_move.count)),
            {});
}

void Notes::all(const inspection::SiteState &state, const QStringList &moving)
{
    place(state);
    rights();
    conflicts();
    mentions();
    addPathEffects({m_move}, m_findings);
    sessions();
    leftBehind(moving);
    related();
}

// Two objects of the request that need the same name.
void addClashes(const QList<MoveAnalysis> &moves, Findings &findings)
{
    QHash<QString, QString> takenBy;
    for (const MoveAnalysis &move : moves) {
        const QStringList names = move.namesTaken();
        for (const QString &name : names) {
            const QString other = takenBy.value(name);
            takenBy.insert(name, move.identity);
            if (other.isEmpty() || other == move.identity)
                continue;
            findings.append({Severity::Error,
                             u"move-clash"_s,
                             {},
                             move.identity,
                             Tr::tr("Both need the same name in the schema %1: %2 and %3")
                                 .arg(move.toSchema, other, move.identity),
                             Tr::tr("Only one of them can be moved there."),
                             {}});
            break;
        }
    }
}

// What holds for every move.
void addGeneralNotes(const QList<MoveAnalysis> &moves, Findings &findings)
{
    QStringList locked;
    QStringList names;
    for (const MoveAnalysis &move : moves) {
        names << move.identity;
        if (move.takesLock())
            locked << move.identity;
    }
    if (!locked.isEmpty())
        findings.append({Severity::Info,
                         u"move-lock"_s,
                         {},
                         {},
                         Tr::tr("While it moves, nobody can read or write (ACCESS EXCLUSIVE): %1")
                             .arg(listed(locked)),
                         {},
                         {}});
    findings.append(
        {Severity::Info,
         u"move-unknown"_s,
         {},
         {},
         Tr::tr("What names it outside this database cannot be known: programs, reports, scheduled "
                "jobs, foreign tables and views of other databases. This concerns: %1")
             .arg(listed(names)),
         Tr::tr("Ask the vendor which programs name it with its schema."),
         {}});
}

} // namespace

Findings moveFindings(const QList<MoveAnalysis> &moves, const inspection::SiteState &state)
{
    Findings findings;
    QStringList moving;
    for (const MoveAnalysis &move : moves)
        moving << move.identity;
    const QSet<QString> broken = brokenBy(moves);
    for (const MoveAnalysis &move : moves)
        Notes(move, broken, findings).all(state, moving);
    addBrokenUses(moves, findings);
    addClashes(moves, findings);
    if (!moves.isEmpty())
        addGeneralNotes(moves, findings);
    sortByGravity(findings);
    return findings;
}

Findings gatheredMoveFindings(const QList<MoveAnalysis> &moves, const inspection::SiteState &state)
{
    Findings findings = moveFindings(moves, state);
    findings.removeIf([](const Finding &finding) { return finding.id == "move-search-path"_L1; });
    addPathEffects(moves, findings);
    sortByGravity(findings);
    return findings;
}

} // namespace aegisx::plans
