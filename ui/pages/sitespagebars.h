#pragma once

#include <QAction>
#include <QPushButton>
#include <QWidget>

#include <array>

class QHBoxLayout;
class QLineEdit;

namespace aegisx::ui {

class SectionHeading;

// What stands above the list of sites: the title with what can be done without a site, and the
// search with what can be done with the chosen one. Each command is an action with a shortcut and
// a button.
class SitesPageBars final : public QObject
{
    Q_OBJECT

public:
    enum Command { Add, Import, Practice, Open, Edit, Duplicate, Remove, CommandCount };

    explicit SitesPageBars(QWidget *page);

    [[nodiscard]] QWidget *titleBar() const { return m_titleBar; }
    [[nodiscard]] QWidget *listBar() const { return m_listBar; }
    [[nodiscard]] QLineEdit *search() const { return m_search; }
    [[nodiscard]] QAction *action(Command command) const { return m_entries.at(command).action; }
    void addRowActionsTo(QWidget *view); // its context menu
    void setStartButtonsVisible(bool visible);
    void retranslate();

    bool eventFilter(QObject *watched, QEvent *event) override;

Q_SIGNALS:
    void leftSearchDownwards(); // by the down key

private:
    struct Entry {
        QAction *action = nullptr;
        QPushButton *button = nullptr;
    };

    void makeCommands();
    void layOut();
    void setWords(Command command, const QString &button, const QString &explanation);

    QWidget *m_page;
    QWidget *m_titleBar;
    QWidget *m_listBar;
    SectionHeading *m_heading;
    QLineEdit *m_search;
    QAction *m_searchIcon;
    QAction *m_find;
    std::array<Entry, CommandCount> m_entries;
};

} // namespace aegisx::ui
