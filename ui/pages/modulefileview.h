#pragma once

#include "core/modules/migrationfile.h"

#include <QFutureWatcher>
#include <QString>
#include <QWidget>

#include <memory>
#include <optional>
#include <variant>

namespace aegisx::ui {

class EvidenceView;

// A migration or seed file of a module: its SQL, up and down, the evidence, the facts of the file.
// Reads it on a worker thread; what is wrong with it stands in its place, with file and line.
class ModuleFileView final : public QWidget
{
    Q_OBJECT

public:
    enum class Kind { Migration, Seed };
    Q_ENUM(Kind)
    using Content =
        std::variant<std::monostate, Result<modules::MigrationText>, Result<modules::SeedText>>;

    explicit ModuleFileView(const QString &name, QWidget *parent = nullptr);
    ~ModuleFileView() override;

    void showFile(Kind kind, const QString &name, const QString &path);
    // Instead of a file: that none is chosen, or why there is none.
    void showSentence(const QString &name, const QString &title, const QString &sentence);
    // The sum of the file that was applied; empty: the database does not say; nullopt: it is not
    // applied, or not known yet.
    void setAppliedSum(const std::optional<QString> &sha256);
    [[nodiscard]] EvidenceView *evidence() const; // a tab, of migrations
    void showEvidenceTab();
    void addToHeader(QWidget *widget); // takes it over and shows it beside the name
    void retranslate();

Q_SIGNALS:
    void evidenceTabShown(); // which wants room for a list

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Parts;

    void fitToFont();
    void present();
    void presentMigration(const modules::MigrationText &text);
    void presentFacts();
    void presentSum(const QString &sha256);
    void presentError(const Error &error);

    std::unique_ptr<Parts> m_parts;
    QFutureWatcher<Content> m_reading;
    Content m_content;
    Kind m_kind = Kind::Migration;
    QString m_path;
    std::optional<QString> m_appliedSum;
};

} // namespace aegisx::ui
