#pragma once

#include "core/inspection/sitehistory.h"
#include "core/plans/plan.h"
#include "core/runs/runreport.h"
#include "core/sites/siteprofile.h"
#include "ui/widgets/statepill.h"

#include <QAbstractTableModel>
#include <QList>

#include <optional>

namespace aegisx::ui {

struct AppContext;

// One run on a site, as this computer and the site itself know it.
struct HistoryRun {
    QString runId; // empty: not known
    QString recordId; // in the local history; empty: it was run on another computer
    std::optional<plans::Operation> operation; // nullopt: of a newer version of this program
    std::optional<runs::Outcome> outcome; // nullopt: not known
    QString who; // user@computer
    QString program; // that ran it; empty: not known
    QString detail; // of a failure, or the sentence that the run ended with
    QDateTime startedAt;
    QDateTime finishedAt;
    int steps = 0; // those that the site kept

    [[nodiscard]] QString user() const;
    [[nodiscard]] QString computer() const;
    [[nodiscard]] bool isLocal() const { return !recordId.isEmpty(); }
    // Whether there is anything that a report could say.
    [[nodiscard]] bool canOpen() const;
};

// The keys that the two histories have: "migrate" and "Migrate".
[[nodiscard]] HistoryRun runOf(const sites::RunRecord &record, const QString &runId);
[[nodiscard]] HistoryRun runOf(const inspection::SiteRun &run);
[[nodiscard]] PillLook lookOf(const std::optional<runs::Outcome> &outcome);

// The runs of a site, newest first.
class HistoryModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { When, What, Result, Who, Duration, Computer, ColumnCount };

    explicit HistoryModel(const AppContext &context, QObject *parent = nullptr);

    void setRuns(const QList<HistoryRun> &runs);
    void retranslate(); // also after the era changed
    [[nodiscard]] const HistoryRun &run(int row) const { return m_runs.at(row); }
    [[nodiscard]] QString text(int row, int column) const;

    // What a filter offers, as ChoicesRole has it.
    [[nodiscard]] static QString successful();
    [[nodiscard]] static QString notSuccessful();

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QVariant sortValue(const HistoryRun &run, int column) const;
    [[nodiscard]] QString toolTip(int row, int column) const;

    const AppContext &m_context;
    QList<HistoryRun> m_runs;
};

} // namespace aegisx::ui
