#pragma once

#include "core/lint/lintfile.h"
#include "core/lint/sqlnames.h"
#include "core/modules/modulecatalog.h"

#include <QHash>
#include <QList>
#include <QSet>
#include <QString>
#include <QStringList>

#include <memory>

namespace aegisx::lint {

// The files of one module.
struct LintModule {
    const modules::Module *module = nullptr;
    QList<std::shared_ptr<LintFile>> migrations; // in order; those that cannot be read as well
    QList<std::shared_ptr<LintFile>> seeds; // CSV seeds too
    bool checked = true; // else it is here for what others may refer to
};

// Which module makes what, over all modules that are known.
class LintFacts final
{
public:
    explicit LintFacts(const QList<LintModule> &modules);

    // The modules whose migrations make the object; where none does, those whose schema it is in.
    [[nodiscard]] QStringList ownersOf(const SqlName &name) const;
    // Whether a migration of any module makes the object.
    [[nodiscard]] bool isMade(const SqlName &name) const;
    // Whether a module has the schema as its own, or makes it.
    [[nodiscard]] bool hasSchema(const QString &schema) const;
    // Whether every module is known that this one requires.
    [[nodiscard]] bool knowsRequirementsOf(const LintModule &module) const;

private:
    void take(const QString &module, const modules::ObjectChange &change);

    QHash<QString, QStringList> m_makers;
    QHash<QString, QStringList> m_schemas;
    QSet<QString> m_madeSchemas;
    QSet<QString> m_modules;
};

// What the up sections of a module have made so far, file by file.
class MadeObjects final
{
public:
    [[nodiscard]] bool contains(const QString &identity) const { return m_live.contains(identity); }
    // The statement that made a function last.
    [[nodiscard]] QByteArray functionText(const QString &identity) const
    {
        return m_functions.value(identity);
    }
    void apply(const modules::SectionAnalysis &up);

private:
    QSet<QString> m_live;
    QHash<QString, QByteArray> m_functions;
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

// The tables, temporary ones too, and materialized views that a section makes: "schema.name".
[[nodiscard]] QSet<QString> tablesMadeIn(const LintSection &section);

} // namespace aegisx::lint
