#pragma once

#include "core/lint/identities.h"
#include "core/lint/lintfile.h"
#include "core/lint/sqlnames.h"
#include "core/modules/modulecatalog.h"

#include <QHash>
#include <QList>
#include <QSet>
#include <QString>
#include <QStringList>

#include <functional>
#include <memory>

namespace aegisx::lint {

// The files of one module.
struct LintModule {
    const modules::Module *module = nullptr;
    QList<std::shared_ptr<LintFile>> migrations; // in order; those that cannot be read as well
    QList<std::shared_ptr<LintFile>> seeds; // CSV seeds too
    bool checked = true; // else it is here for what others may refer to
};

// Every section, up and down, of the module's migrations and seeds.
void visitSections(const LintModule &module,
                   const std::function<void(const LintFile &, const LintSection &)> &visit);

// What the up sections of files have made so far, file by file.
class MadeObjects final
{
public:
    [[nodiscard]] bool contains(const QString &identity) const { return m_live.contains(identity); }
    // Of a function also where the statement names it without its arguments.
    [[nodiscard]] bool holds(const modules::ObjectChange &named) const;
    [[nodiscard]] const QSet<QString> &identities() const { return m_live; }
    // The statement that made a function last, as functionSource() has it.
    [[nodiscard]] QByteArray functionText(const QString &identity) const
    {
        return m_functions.value(identity);
    }
    // The statements, as they are written, that made the functions of this name.
    [[nodiscard]] QList<QByteArray> definitionsOf(const QString &schema, const QString &name) const;
    void apply(const modules::SectionAnalysis &up);
    void apply(const modules::SectionAnalysis &up, const modules::ObjectChange &change);
    void add(const MadeObjects &others);

private:
    QSet<QString> m_live;
    QHash<QString, QByteArray> m_functions;
    QHash<QString, QByteArray> m_definitions;
};

// What a section makes itself, statement by statement. What an earlier file made is not its own,
// though it says IF NOT EXISTS.
class OwnObjects final
{
public:
    // The list has to live longer.
    OwnObjects(const MadeObjects &earlier, const QList<modules::ObjectChange> &changes);

    // To where this statement runs; statements come in order.
    void advanceTo(int statement);
    [[nodiscard]] bool owns(const modules::Loss &loss) const;

private:
    void apply(const modules::ObjectChange &change);
    [[nodiscard]] bool has(modules::ObjectKind kind,
                           const QString &schema,
                           const QString &name,
                           const QString &parent = {}) const;

    const QList<modules::ObjectChange> &m_changes;
    QSet<QString> m_live; // older ones too
    QSet<QString> m_own;
    QSet<QString> m_here; // what the statement itself makes
    qsizetype m_next = 0;
};

// Which module makes what, over all modules that are known.
class LintFacts final
{
public:
    explicit LintFacts(const QList<LintModule> &modules);

    // The modules whose migrations make the object, of these first those that have its schema;
    // where none makes it, those that have the schema.
    [[nodiscard]] QStringList ownersOf(const SqlName &name) const;
    // The modules that have the schema as their own; where none has, those that make it.
    [[nodiscard]] QStringList ownersOfSchema(const QString &schema) const;
    // Whether a migration of any module makes the object.
    [[nodiscard]] bool isMade(const SqlName &name) const;
    // Whether a module has the schema as its own, or makes it.
    [[nodiscard]] bool hasSchema(const QString &schema) const;
    // Whether every module is known that this one requires.
    [[nodiscard]] bool knowsRequirementsOf(const LintModule &module) const;
    // Whether the first module requires the second, directly or not.
    [[nodiscard]] bool needs(const QString &module, const QString &needed) const;
    // What the other modules make, without those that require this one.
    [[nodiscard]] MadeObjects madeBeside(const LintModule &module) const;
    // Whether files make functions of this name, none of them volatile.
    [[nodiscard]] bool isSteady(const SqlName &function) const;

private:
    void take(const QString &module, const modules::ObjectChange &change);
    void takeVolatility(const LintSection &up);

    QList<LintModule> m_all;
    QHash<QString, QStringList> m_makers;
    QHash<QString, QStringList> m_schemas;
    QHash<QString, QStringList> m_schemaMakers;
    QSet<QString> m_modules;
    QSet<QString> m_steady; // functions: "schema.name"
    QSet<QString> m_volatile;
};

// The types of the columns as the up sections of a module leave them, change by change.
class ColumnTypes final
{
public:
    // Of "schema.table.column", as format_type() writes it; empty: not known.
    [[nodiscard]] QString typeOf(const QString &column) const { return m_types.value(column); }
    void apply(const modules::ObjectChange &change);

private:
    void renameAll(const QString &from, const QString &to);

    QHash<QString, QString> m_types;
};

// The statement that makes this function, blind to layout and to OR REPLACE.
[[nodiscard]] QByteArray functionSource(const modules::SectionAnalysis &section,
                                        const modules::ObjectChange &function);

// The object under its new name or in its new schema.
[[nodiscard]] modules::ObjectChange renamed(modules::ObjectChange change);

// The tables, temporary ones too, and materialized views that a section makes: "schema.name".
// Those that earlier files made are not among them, though the section says IF NOT EXISTS.
[[nodiscard]] QSet<QString> tablesMadeIn(const LintSection &section, const MadeObjects &earlier);

// The temporary tables, views and sequences of a section: ".name" and "pg_temp.name".
[[nodiscard]] QSet<QString> temporaryIn(const LintSection &section);

} // namespace aegisx::lint
